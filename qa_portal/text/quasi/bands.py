"""How old somebody is, said more widely: the stage of life and the words for it in English."""

from enum import Enum

OLDEST = 89
"""From ninety on an age is an identifier, found elsewhere."""
DECADES = {2: "twenties", 3: "thirties", 4: "forties", 5: "fifties", 6: "sixties", 7: "seventies", 8: "eighties"}


class Stage(Enum):
    """Stages of childhood, and what comes after: adjective, noun, what somebody is, when something was."""

    BABY = ("baby", "baby", "a baby", "in infancy")
    YOUNG = ("young", "young child", "a young child", "in early childhood")
    SCHOOL = ("school-age", "school-age child", "a child", "in childhood")
    TEEN = ("teenage", "teenager", "a teenager", "in {} teens")
    ADULT = ("adult", "adult", "", "")

    @property
    def adjective(self) -> str:
        """As in "a young boy"."""
        return str(self.value[0])

    @property
    def noun(self) -> str:
        """As in "my teenager"."""
        return str(self.value[1])

    @property
    def predicate(self) -> str:
        """As in "he is a child"."""
        return str(self.value[2])

    def when(self, possessive: str) -> str:
        """As in "diagnosed in childhood"."""
        return str(self.value[3]).format(possessive)


def stage(years: int) -> Stage:
    """The stage of life at `years`."""
    limits = ((0, Stage.BABY), (4, Stage.YOUNG), (12, Stage.SCHOOL), (17, Stage.TEEN))
    return next((name for limit, name in limits if years <= limit), Stage.ADULT)


def band(years: int, possessive: str) -> str:
    """ "in her thirties", for anybody of eighteen and more."""
    return f"in {possessive} {DECADES[years // 10]}" if years >= 20 else f"in {possessive} late teens"


def years_of(number: int, unit: str) -> int:
    """Whole years of an age told in years, months, weeks or days."""
    if unit.startswith("mo"):
        return number // 12
    return 0 if unit.startswith(("w", "d")) else number
