"""A course on one hard decision: the words that its pages use."""


def walk(*args, **kwargs):
    """The decision walk; see course.walk.walk."""
    from .walking import walk as make
    return make(*args, **kwargs)


def play(slug: str):
    """A scenario, playable from both chairs; see course.scenario.play."""
    from .scenario import play as make
    return make(slug)


def assess(slug: str):
    """A set of questions, answered in the page; see course.exercise.assess."""
    from .exercise import assess as make
    return make(slug)
