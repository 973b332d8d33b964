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


def cards(nation: str | None = None):
    """Every rule as a card beside its sources; see course.rulecards.cards."""
    from .rulecards import cards as make
    return make(nation)


def register():
    """Law and guidance by nation, and what is due to be checked; see course.registry.register."""
    from .registry import register as make
    return make()


def chart(name: str):
    """A flow chart that is proved equal to the rules; see course.charting.chart."""
    from .charting import chart as make
    return make(name)


def what_changed():
    """What changed since a day; see course.changed.what_changed."""
    from .changed import what_changed as make
    return make()


def replay():
    """The same case on any day; see course.replaying.replay."""
    from .replaying import replay as make
    return make()
