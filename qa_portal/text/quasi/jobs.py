"""Trades and places of work, told as the sort of work they are; a trade counts only where somebody has it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from qa_portal.text.quasi.kinds import QuasiKind
from qa_portal.text.quasi.phrases import lines, rule, template
from qa_portal.text.quasi.scanning import Rule, Scanned, plain

Put = Callable[[re.Match[str], Scanned], str | None]

BE = (
    "i am|i'm|im|i was|i used to be|i have been|i've been|he is|he's|she is|she's|he was|she was|husband is|wife "
    "is|father is|mother is|dad is|mom is|mum is|partner is|"
    "son is|daughter is|brother is|sister is|boyfriend is|girlfriend is|husband was|father was|dad was|being|"
    "became|become"
)
ADJECTIVES = (
    "retired|former|full time|part time|professional|self employed|night shift|busy|qualified|trained|registered|"
    "licensed|freelance|single|"
    "semi retired|long haul|high school|primary school|elementary school|middle school|special needs|senior|"
    "junior|practicing|working|male|female|"
    "young|disabled|pediatric|icu|er|local|small|large|big|busy|noisy|chemical|car|auto|paper|steel|food|textile|"
    "plastics|state|public|private|"
    "law|local|dusty|children's|paediatric|combat|us|u.s.|british|american"
)
SHIFTS = (
    "nights|days|full time|part time|shifts|night shifts|night shift|graveyard|long hours|all day|outside|"
    "weekends|10 hours|12 hours|12 hour shifts|40 hours|full-time|part-time"
)
TEMPLATES = {
    "en": (
        ("(work|works|worked|working|employed) as [a|an|the] [{adj}] ({trades})", "{{1}} in {field}"),
        ("({be}) [a|an|the] [{adj}] [{adj}] ({trades}) !(practitioner|friend|with me)", "{{1}} {person}"),
        ("as (a|an) [{adj}] ({trades})", "as {person}"),
        ("(a|an) [{adj}] ({trades}) !(who|and me|about|said|told)", "{person}"),
        ("(a|an) [{adj}] ({trades}) by (profession|trade|occupation|training|day)", "{person}"),
        ("retired ({trades})", "retired person"),
        ("(my|his|her) (job|work|career|occupation|profession) (as|is) [a|an] [{adj}] ({trades})", "{{1}} {{2}}"),
        ("(occupation|job|profession) : ({trades})", "{{1}}: {field}"),
        (
            "(work|works|worked|working|job|employed) [{shifts}] (in|at|for|with|on) [a|an|the|my|our] [{adj}] "
            "[{adj}] ({places})",
            "{{1}} {{2}} in {field}",
        ),
        (
            "(serve|served|serving|was|am|i'm|enlisted|joined|deployed with) [in] the [{adj}] ({served}) !(when|"
            "where|room)",
            "{{1}} in {field}",
        ),
    ),
    "es": (
        ("(trabajo|trabaja|trabajaba|trabaje|trabajando) (de|como) [una|un] ({trades})", "{{1}} en {field}"),
        (
            "(soy|es|era|fui|fue) [una|un] [ex] ({trades}) [de profesion|jubilada|jubilado|retirada|retirado]",
            "{{1}} {person}",
        ),
        ("(mi|su) (trabajo|oficio|profesion) (de|como|es) ({trades})", "{{1}} {{2}}"),
        (
            "(trabajo|trabaja|trabajaba|trabajando|trabaje|empleada|empleado) [de noche|por turnos|de noches|"
            "muchas horas] (en|para) [una|un|el|la|los|las] ({places})",
            "{{1}} {{2}} en {field}",
        ),
        ("(ocupacion|profesion) : ({trades})", "{{1}}: {field}"),
    ),
}
BESIDE = "(a|an) [{adj}] ({trades}) !"
APPOSED = re.compile(
    r"\b(?:i am|i'm|im|he is|he's|she is|she's|i was|husband|wife|mother|father|son|"
    r"daughter)\b[^.]{1,60},\s$"
)
"""Whose trade it is stands before the comma: "I am in my thirties, a nurse, and ..."."""
MILITARY = "a job with physical demands"


@dataclass(frozen=True)
class Field:
    """A field of work: what one works in, who one is."""

    field: str
    person: str


def rules(lang: str) -> Iterator[Rule]:
    """The rules for all fields of work; one pattern finds the trades of all."""
    trades: dict[str, Field] = {}
    places: dict[str, Field] = {}
    for line in lines(f"jobs_{lang}.txt"):
        said, of_trades, of_places = (part.strip() for part in line.split(" = "))
        field = Field(*(part.strip() for part in said.split("|")))
        trades |= {plain(word.strip()): field for word in of_trades.split(",") if plain(word.strip()) not in trades}
        for word in of_places.split(","):
            for form in (plain(word.strip()), f"{plain(word.strip())}s"):
                places.setdefault(form, field)
    served = {name: field for name, field in places.items() if field.field == MILITARY}
    for phrase, put in TEMPLATES[lang]:
        named = served if "{served}" in phrase else places if "{places}" in phrase else trades
        words = {"trades": _longest_first(trades), "places": _longest_first(places), "served": _longest_first(served)}
        filled = phrase.format(adj=ADJECTIVES, be=BE, shifts=SHIFTS, **words)
        maker = _put(put, named)
        yield rule(QuasiKind.JOB, filled, _apposed(maker) if phrase.startswith(BESIDE) else maker, lang)


def _apposed(said: Put) -> Put:
    return lambda match, scanned: said(match, scanned) if APPOSED.search(scanned.before(match.start())) else None


def _put(put: str, named: dict[str, Field]) -> Put:
    said = {field: template(put.format(field=field.field, person=field.person)) for field in set(named.values())}

    def fill(match: re.Match[str], scanned: Scanned) -> str | None:
        for group in reversed(match.groups()):
            field = named.get(" ".join((group or "").replace("-", " ").split()))
            if field is not None:
                return said[field](match, scanned)
        return None

    return fill


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))
