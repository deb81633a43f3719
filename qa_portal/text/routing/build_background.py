"""Count background.tsv anew: `python qa_portal/text/routing/build_background.py medquad.jsonl.gz`.

MedQuAD (CC BY 4.0): each condition's answers are one document, given to the queue that the shipped terms put first by
a clear margin; a word's figure is the tenths of its log odds in that queue, drawn to nought where it is rare.
"""

import gzip
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from qa_portal.text.routing import Router, starter
from qa_portal.text.routing.words import words_of

TARGET = Path(__file__).with_name("background.tsv")
MARGIN = 0.12
LEAST_DOCUMENTS = 15
LEAST_TENTHS = 1
SMOOTH = 0.3


def documents(path: str) -> Iterator[tuple[str, set[str]]]:
    """Yield (queue, stems) of each condition whose queue is plain."""
    texts: dict[str, list[str]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            texts[row["focus"]].append((row["answer"] or "")[:700])
    router = Router(starter.queues(), reads=False)
    for focus, answers in texts.items():
        text = " ".join(answers)[:3000]
        scores = router.rank(text, title=focus or "", age_band="40_64", pregnant=False).scores
        (first, most), (_, next_most) = sorted(scores.items(), key=lambda pair: -pair[1])[:2]
        total = sum(points for points in scores.values() if points > 0)
        if total and (most - next_most) / total >= MARGIN:
            yield first, {word for word in words_of(f"{focus} {text}") if len(word) > 2 and word.isalpha()}


def main() -> None:
    """Write the table."""
    sizes: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for queue, words in documents(sys.argv[1]):
        sizes[queue] += 1
        for word in words:
            counts[word][queue] += 1
    kinds = [queue.slug for queue in starter.queues()]
    lines = ["\t".join(["", *kinds])]
    for word, found in sorted(counts.items()):
        total = found.total()
        if total < LEAST_DOCUMENTS:
            continue
        rates = {kind: found[kind] / max(1, sizes[kind]) for kind in kinds}
        mean = sum(rates.values()) / len(kinds)
        tenths = []
        for kind in kinds:
            least = 0.5 / (sizes[kind] + 50)
            odds = math.log((rates[kind] + SMOOTH * mean + least) / (mean * (1 + SMOOTH) + least))
            figure = round(10 * odds * total / (total + 15))
            tenths.append(str(figure) if abs(figure) >= LEAST_TENTHS else "")
        if any(tenths):
            lines.append("\t".join([word, *tenths]))
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
