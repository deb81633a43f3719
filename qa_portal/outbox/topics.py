"""The kinds of work that follow a commit. A topic names the work; its one handler stands in a room's `handlers.py`."""

from enum import StrEnum


class Topic(StrEnum):
    """One member a kind of work; the subject is the id named in the comment."""

    MAIL = "mail"  # letter: identity sends it
    ROUTE_QUESTION = "route_question"  # question: triage picks its queue
    LEARN_ROUTE = "learn_route"  # question: triage learns where it was answered
    QUESTION_DUE = "question_due"  # question: the deadline of its status passed
    SEND_ANSWER = "send_answer"  # question: the answer that stands in its draft goes out
    LOOK_AFTER = "look_after"  # question: aftercare looks whether its answer was read, and asks whether it helped
    SAFETY_CASE = "safety_case"  # safety case: aftercare calls one that is still open to mind
    RETURN_CLAIMS = "return_claims"  # account: its claimed questions go back to their queues
    MAKE_DRAFT = "make_draft"  # publication: deidentify drafts the public words
    PUBLISH = "publish"  # publication: publish carries the approved words to the library
    PUBLICATION_DUE = "publication_due"  # publication: the deadline of its status passed
    RELEASE_GUIDE = "release_guide"  # guide version: guides makes it public when its time has come
    VERIFY_REMOVAL = "verify_removal"  # removal: upkeep looks at every place whether its page is gone
    PAGES_RECALLED = "pages_recalled"  # recall: upkeep tells who stands for its pages and who follows them
    PAGE_REPORTED = "page_reported"  # report: upkeep tells the desk and who stands for the page
    FOLLOW_ASKED = "follow_asked"  # follower: follow asks the owner of the address whether they want the mails
    FOLLOW_NEWS = "follow_news"  # follower: follow writes what is new
    FOLLOW_RECALL = "follow_recall"  # follower and recall, 32 signs each: follow tells one of the other
    FINISH_ERASURE = "finish_erasure"  # erasure: its keys are destroyed
    PURGE_QUESTIONS = "purge_questions"  # moment: questions closed before it and past their time are erased
    INDEX_PUT = "index_put"  # page: library puts it into the search index
    INDEX_PUT_BATCH = "index_put_batch"  # import batch: library puts its pages into the index
    INDEX_DROP = "index_drop"  # page: library takes it out of the index
    CHAIN_CHECK = "chain_check"  # account that asked: watch checks the audit chain and keeps what it found
    EVIDENCE_RUN = "evidence_run"  # account that asked: evidence plants words, looks for them, keeps what it found
