"""A course on one hard decision: the words that its pages use."""


def walk(*args, **kwargs):
    """The decision walk; see course.walk.walk."""
    from .walking import walk as make
    return make(*args, **kwargs)


def play(slug: str):
    """A scenario, playable from both chairs; see course.scenario.play."""
    from .scenario import play as make
    return make(slug)


def incidents():
    """Every incident that can be played; see course.catalogue.incidents."""
    from .catalogue import incidents as make
    return make()


def assess(slug: str):
    """A set of questions, answered in the page; see course.exercise.assess."""
    from .exercise import assess as make
    return make(slug)


def attempt(slug: str):
    """A test or an assessment, taken in the page and handed in as a file; see course.assessing.taking.attempt."""
    from .assessing.taking import attempt as make
    return make(slug)


def case_of_the_week():
    """This week's case; see course.weekly.case_of_the_week."""
    from .weekly import case_of_the_week as make
    return make()


def clinic(slug: str):
    """Something to write, to mark and to compare; see course.writing.clinic."""
    from .writing import clinic as make
    return make(slug)


def figure(slug: str):
    """A figure with its numbers and their limits; see course.figures.figure."""
    from .figures import figure as make
    return make(slug)


def timeline():
    """Every dated event; see course.events.timeline."""
    from .events import timeline as make
    return make()


def glossary():
    """Every term once; see course.terms.glossary."""
    from .terms import glossary as make
    return make()


def services():
    """Every service by need; see course.reference.services."""
    from .reference import services as make
    return make()


def all_sources():
    """Every record; see course.reference.all_sources."""
    from .reference import all_sources as make
    return make()


def unverified():
    """What could not be verified; see course.reference.unverified."""
    from .reference import unverified as make
    return make()


def first_minutes(role: str):
    """A card for the first ten minutes; see course.urgent.first_minutes."""
    from .urgent import first_minutes as make
    return make(role)


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


def drill():
    """Drills without end; see course.drills.drill."""
    from .drills import drill as make
    return make()


def plan(slug: str):
    """A session plan, minute by minute; see course.plans.plan."""
    from .plans import plan as make
    return make(slug)


def blueprint():
    """What the assessment covers, and how much of each; see course.assessing.blueprint.blueprint."""
    from .assessing.blueprint import blueprint as make
    return make()


def worked_pass_mark(name: str):
    """How a pass mark is worked out, with invented numbers; see course.assessing.standard.worked."""
    from .assessing.standard import worked as make
    return make(name)


def by_keyboard():
    """The keys of every interactive, and what is announced; see course.accessibility.by_keyboard."""
    from .accessibility import by_keyboard as make
    return make()


def what_was_tested():
    """The figures of the accessibility statement; see course.accessibility.what_was_tested."""
    from .accessibility import what_was_tested as make
    return make()


def what_falls_short():
    """What the tests left open; see course.accessibility.what_falls_short."""
    from .accessibility import what_falls_short as make
    return make()
