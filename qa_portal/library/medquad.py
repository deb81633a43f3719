"""Reads the MedQuAD collection: questions and answers of the US National Institutes of Health, CC BY 4.0.

Source: Ben Abacha and Demner-Fushman, "A question-entailment approach to question answering", BMC Bioinformatics
20:511 (2019), https://github.com/abachaa/MedQuAD.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from qa_portal.library.catalogue import OTHER, topic_of
from qa_portal.library.reflow import reflow

CREDIT = "MedQuAD (Ben Abacha and Demner-Fushman, 2019)"
CREDIT_URL = "https://github.com/abachaa/MedQuAD"
LICENCE = "CC BY 4.0"
SITES = {
    "GHR": ("Genetics Home Reference, US National Library of Medicine", "https://medlineplus.gov/genetics/"),
    "GARD": ("Genetic and Rare Diseases Information Center, NIH", "https://rarediseases.info.nih.gov/"),
    "NIDDK": ("National Institute of Diabetes and Digestive and Kidney Diseases", "https://www.niddk.nih.gov/"),
    "NINDS": ("National Institute of Neurological Disorders and Stroke", "https://www.ninds.nih.gov/"),
    "MPlusHealthTopics": ("MedlinePlus, US National Library of Medicine", "https://medlineplus.gov/"),
    "NIHSeniorHealth": ("NIHSeniorHealth, National Institute on Aging", "https://www.nia.nih.gov/health"),
    "CancerGov": ("National Cancer Institute", "https://www.cancer.gov/"),
    "NHLBI": ("National Heart, Lung, and Blood Institute", "https://www.nhlbi.nih.gov/"),
    "CDC": ("Centers for Disease Control and Prevention", "https://www.cdc.gov/"),
}
"""Code of a site -> its name and address."""
TOPICS = {
    "GHR": OTHER,
    "GARD": OTHER,
    "NIDDK": "stomach-and-bowel",
    "NINDS": "brain-and-nerves",
    "CancerGov": "cancer",
    "NHLBI": "heart-and-blood-pressure",
    "CDC": "infections",
}
"""Topic of a site's conditions that name none themselves."""
TITLES = {
    "information": "{}",
    "symptoms": "{}: symptoms",
    "treatment": "{}: treatment",
    "inheritance": "{}: is it inherited?",
    "frequency": "{}: how common is it?",
    "genetic changes": "{}: genetic causes",
    "causes": "{}: causes",
    "exams and tests": "{}: tests and diagnosis",
    "research": "{}: research",
    "outlook": "{}: outlook",
    "susceptibility": "{}: who is at risk?",
    "considerations": "{}: what to do",
    "prevention": "{}: prevention",
    "stages": "{}: stages",
    "complications": "{}: complications",
    "support groups": "{}: support",
}
_SENIOR_AFTER = re.compile(r"\s*\(also known as .*?\)$", re.IGNORECASE)
_LINK_TO_SPANISH = re.compile(r"^Espa(?:ñ)?ol\s+(?=[A-Z])")
"""What is left of a link that stood above the text."""
_HPO_HEAD = re.compile(
    r"^(?P<lead>.*?Signs and Symptoms Approximate number of patients \(when available\)) (?P<rows>.*?)"
    r"(?= ?The Human Phenotype Ontology \(HPO\) has collected)(?P<rest>.*)$",
    re.DOTALL,
)
_HPO_ROW = re.compile(r"(?P<name>\S.*?) (?P<share>\d+(?:\.\d+)?%|-|\d+ / \d+)(?: |$)")


@dataclass
class Reader:
    """Turns rows of one file into rows of the plain format. Ids repeat in this collection, so it counts them."""

    _seen: Counter[str] = field(default_factory=Counter)

    def read(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row with id, question, answer, title, topic, source, url, license and credit.

        Raises: KeyError, AttributeError, when a field is missing or no text.
        """
        site, focus = row["source"], " ".join(row["focus"].split())
        question = tidy_question(row["text"], focus)
        publisher, url = SITES.get(site, (site, ""))
        return {
            "id": self._own_id(f"{site}-{row['id']}"),
            "question": question,
            "answer": readable(row["answer"]),
            "title": title_of(focus, row.get("qtype", ""), question),
            "topic": topic_of(focus or question, otherwise=TOPICS.get(site, "staying-well")),
            "source": publisher,
            "url": url,
            "license": LICENCE,
            "credit": CREDIT,
            "credit_url": CREDIT_URL,
        }

    def _own_id(self, known: str) -> str:
        self._seen[known] += 1
        times = self._seen[known]
        return known if times == 1 else f"{known}.{times}"


def tidy_question(text: str, focus: str) -> str:
    """Put right what the collection's question templates left: "What is (are) X ?", "risk for X? ?"."""
    plain = " ".join(text.split())
    plain = re.sub(r"\s*\?(\s*\?)*$", "?", plain)
    plain = re.sub(r"^what is \(are\)\s*", "What is ", plain, flags=re.IGNORECASE)
    plain = re.sub(r"^Do you have information about (.*?)\??$", r"What should I know about \1?", plain)
    plain = re.sub(r"^what research \(or clinical trials\) is being done for", "What research is there on", plain)
    plain = re.sub(r"^How to (diagnose|prevent) (.*)$", _how_to, plain)
    if focus and len(plain) < len("What is X?") and focus not in plain:
        plain = f"What is {focus}?"
    return plain[:1].upper() + plain[1:]


def _how_to(found: re.Match[str]) -> str:
    verb = {"diagnose": "diagnosed", "prevent": "prevented"}[found[1]]
    return f"How is {found[2].rstrip('?')} {verb}?"


def title_of(focus: str, qtype: str, question: str) -> str:
    """A title of the condition and what is asked of it."""
    name = _SENIOR_AFTER.sub("", focus).strip(" ?")
    if not name:
        return question
    return TITLES.get(qtype, "{}").format(name[:1].upper() + name[1:])


def readable(answer: str) -> str:
    """Paragraphs and lists of an answer; tables of signs become lists with how often each is seen."""
    answer = _LINK_TO_SPANISH.sub("", answer)
    found = _HPO_HEAD.match(" ".join(answer.split()))
    if found is None:
        return reflow(answer)
    rows = [_row(row["name"], row["share"]) for row in _HPO_ROW.finditer(found["rows"])]
    lead = found["lead"].removesuffix("Signs and Symptoms Approximate number of patients (when available)")
    return "\n\n".join((reflow(lead), "\n".join(rows), reflow(found["rest"]))).strip()


def _row(name: str, share: str) -> str:
    return f"- {name}" if share == "-" else f"- {name} ({share})"
