"""Every act that is recorded, as `source:subject:action`, with the fields it may carry (ids and codes, never words)."""

from enum import StrEnum


class Action(StrEnum):
    """One member an act; the words after its tag are the fields it declares."""

    fields: frozenset[str]

    def __new__(cls, tag: str, *fields: str) -> "Action":
        """Make a member: its value is the tag, its fields are kept beside it."""
        member = str.__new__(cls, tag)
        member._value_ = tag
        member.fields = frozenset(fields)
        return member

    # the question's way
    DRAFT_OPENED = "reading:draft:opened", "purpose", "standing", "queue_id", "unreadable"
    QUESTION_SENT = "patient:question:sent", "about", "age_band", "level", "consent_version"
    QUESTION_CHANGED = "patient:question:changed", "level"
    QUESTION_STEP = "ledger:question:step", "step", "before", "after", "reason"
    QUESTION_OPENED = "reading:question:opened", "purpose", "parts", "unreadable", "standing", "queue_id"
    QUESTIONS_LISTED = "reading:questions:listed", "parts", "unreadable"
    QUESTION_ROUTED = "triage:question:routed", "queue_id", "auto", "level"
    QUESTION_TRANSFERRED = "queue:question:transferred", "queue_id", "code"
    ADVICE_SHOWN = "patient:advice:shown", "categories", "rules", "pack"
    ANSWER_SENT = "clinician:answer:sent", "answer_id"
    ENTRY_ADDED = "thread:entry:added", "entry_id", "kind"
    ATTACHMENT_ADDED = "thread:attachment:added", "attachment_id", "kind", "bytes"
    ATTACHMENT_REMOVED = "thread:attachment:removed", "attachment_id"
    ATTACHMENT_OPENED = "reading:attachment:opened", "attachment_id", "purpose", "part", "unreadable"
    COLLEAGUE_ASKED = "clinician:colleague:asked", "account_id"
    COLLEAGUE_DONE = "clinician:colleague:done"
    QUESTION_TAKEN_OVER = "clinician:question:taken_over", "account_id"
    READY_WORDS_EDITED = "clinician:ready_words:edited", "shared", "created"
    READY_WORDS_DELETED = "clinician:ready_words:deleted"
    URGENT_PASSED_OVER = "clinician:urgent:passed_over", "code"
    QUESTION_CLOSED = "clinician:question:closed", "code"
    OUTCOME_TOLD = "patient:outcome:told", "helped", "outcome", "case_id"
    SAFETY_CASE_OPENED = "reading:safety:opened", "case_id", "unreadable"
    SAFETY_CASE_CLOSED = "clinician:safety:closed", "case_id", "finding"
    FORM_EDITED = "clinic:form:edited", "items", "active"
    # the publication's way
    PUBLICATION_STEP = "ledger:publication:step", "step", "before", "after", "reason"
    PUBLICATION_OPENED = "reading:publication:opened", "purpose", "parts", "unreadable", "standing", "queue_id"
    PUBLICATION_EDITED = "desk:publication:edited", "revision", "decided", "undecided"
    PUBLICATION_CHECKED = "review:publication:checked", "verdict", "content_hash"
    PUBLICATION_APPROVED = "patient:publication:approved", "content_hash", "consent_version"
    PUBLICATION_RELEASED = "publish:page:released", "page_id", "content_hash"
    PUBLICATION_CORRECTED = "publish:page:corrected", "page_id"
    PUBLICATION_WITHDRAWN = "publish:page:withdrawn", "page_id", "reason"
    # the life of a page
    PAGE_VOUCHED = "keeper:page:vouched", "page_id"
    PAGE_REPORTED = "keeper:page:reported", "page_id", "report_id", "wrong"
    REPORT_DECIDED = "desk:report:decided", "page_id", "report_id", "outcome"
    PAGES_RECALLED = "desk:pages:recalled", "recall_id", "pages", "reason"
    RECALL_DOUBTED = "desk:recall:undo_asked", "recall_id"
    RECALL_UNDONE = "desk:recall:undone", "recall_id", "pages"
    PAGE_MERGED = "desk:page:merged", "page_id", "into_id"
    # rights: what is erased, kept, exported
    ERASURE_BEGUN = "privacy:erasure:begun", "erasure_id", "kind", "reason", "withdraws"
    ERASURE_DONE = "privacy:erasure:done", "erasure_id", "position", "log_is_empty"
    DATA_EXPORTED = "privacy:data:exported", "form", "questions"
    PURGE_ORDERED = "officer:purge:ordered", "before"
    HOLD_PLACED = "officer:hold:placed", "hold_id", "code"
    HOLD_RELEASED = "officer:hold:released", "hold_id"
    HOLD_OPENED = "reading:hold:opened", "hold_id", "unreadable"
    ERASURE_REFUSED = "privacy:erasure:refused", "code"
    ERASURE_REPLAYED = "privacy:erasure:replayed", "erasure_id"
    # people
    CONTACT_OPENED = "reading:contact:opened", "purpose", "unreadable"
    CODE_OPENED = "reading:code:opened", "purpose", "unreadable"
    PROFILE_OPENED = "reading:profile:opened", "purpose", "parts", "unreadable"
    PROFILE_CHANGED = "identity:profile:changed", "parts"
    ACCOUNT_OPENED = "identity:account:opened", "again"
    ACCOUNT_CONFIRMED = "identity:account:confirmed", "by_guardian"
    ACCOUNT_SUSPENDED = "identity:account:suspended"
    ACCOUNT_RESTORED = "identity:account:restored"
    SIGNED_IN = "identity:session:started", "session_id", "kind"
    ACCESS_REFUSED = "access:record:refused", "place", "status"
    SIGN_IN_REFUSED = "identity:session:refused", "code"
    SIGNED_OUT = "identity:session:ended", "session_id", "code"
    PASSWORD_PROVED = "identity:session:half_started", "session_id"
    PROVED_AGAIN = "identity:session:proved", "session_id", "kind"
    FACTOR_OPENED = "reading:factor:opened", "purpose", "unreadable"
    FACTOR_ADDED = "identity:factor:added", "kind", "factor_id"
    FACTOR_REMOVED = "identity:factor:removed", "kind", "factor_id"
    FACTOR_REFUSED = "identity:factor:refused", "kind", "code"
    FACTOR_RESET = "staff:factor:reset"
    PASSKEY_COPIED = "identity:passkey:copied", "factor_id"
    RECOVERY_RENEWED = "identity:recovery:renewed", "count"
    RECOVERY_USED = "identity:recovery:used", "left"
    RESET_ASKED = "identity:password:reset_asked"
    PASSWORD_CHANGED = "identity:password:changed", "code"
    EMAIL_CHANGE_ASKED = "identity:email:change_asked"
    EMAIL_CHANGED = "identity:email:changed"
    MAIL_BOUNCED = "identity:mail:bounced", "kind"
    STAFF_INVITED = "staff:member:invited", "role", "queues"
    STAFF_JOINED = "staff:member:joined", "role"
    STAFF_LEFT = "staff:member:left", "role"
    # looking into accesses
    TIMELINE_LOOKED_UP = "officer:timeline:looked_up", "by", "rows"
    TIMELINE_EXPORTED = "officer:timeline:exported", "by", "rows", "digest"
    REGISTER_EXPORTED = "officer:register:exported", "kind", "rows", "digest"
    FINDING_LOOKED_AT = "officer:finding:looked_at", "finding_id", "outcome"
    CASE_OPENED = "cases:case:opened", "case_id", "kind", "entry_id"
    CASE_NOTED = "cases:case:noted", "case_id", "note_id"
    CASE_READ = "reading:case:opened", "case_id", "parts", "unreadable"
    CASE_CLOSED = "cases:case:closed", "case_id", "outcome"
    GLASS_BROKEN = "officer:glass:broken", "glass_id", "minutes"
    GLASS_REASON_READ = "reading:glass:opened", "glass_id", "unreadable"
    GLASS_REVIEWED = "officer:glass:reviewed", "glass_id", "outcome"
    CHAIN_CHECKED = "audit:chain:checked", "verified", "sound"
    CHAIN_ANCHORED_ANEW = "audit:chain:anchored_anew", "position"
    LOG_PRUNED = "audit:log:pruned", "position", "rows"
    # proof
    EVIDENCE_RUN = "worker:evidence:run", "checks", "bad"
    BACKUP_MADE = "backup:copy:made", "keys", "megabytes"
    BACKUP_RESTORED = "backup:copy:restored", "keys", "erasures"
    DRILL_MADE = "backup:drill:made", "good", "opened", "unreadable", "problem", "rto", "rpo", "acts_missing"
    # the root keys
    KEYS_ROTATED = "system:keys:rotated", "step"
    KEYS_RETIRED = "system:keys:retired", "links_ended"
    KEYS_RECOVERED = "system:keys:recovered", "roots"
    KEYS_PAPER = "system:keys:paper_renewed"
    # the clinic's own facts
    CLINIC_EDITED = "admin:clinic:edited", "changed"
    CLINIC_LOGO = "admin:logo:set", "digest"
    HOURS_SET = "admin:hours:set", "spans"
    HOLIDAY_ADDED = "admin:holiday:added", "day"
    HOLIDAY_REMOVED = "admin:holiday:removed", "day"
    TEXT_EDITED = "admin:text:edited", "kind", "hash_en", "hash_es"
    CONSENT_WORDED = "admin:consent:worded", "kind", "version", "hash_en", "hash_es"
    INTAKE_SWITCHED = "admin:intake:switched", "stopped"
    DUTY_SET = "admin:duty:set", "account_id"
    DUTY_OPENED = "reading:duty:opened", "purpose", "unreadable"
    ABSENCE_SET = "staff:absence:set", "absence_id", "first_day", "last_day", "cover_id"
    ABSENCE_REMOVED = "staff:absence:removed", "absence_id"
    QUEUE_EDITED = "admin:queue:edited", "changed", "created"
    QUEUE_JOINED = "admin:queue:joined", "queue_id"
    QUEUE_LEFT = "admin:queue:left", "queue_id"
    FLAG_RULE_ADDED = "admin:flag_rule:added", "level", "category"
    FLAG_RULE_ENDED = "admin:flag_rule:ended"
    FLAGS_SIGNED = "clinician:flags:signed", "pack"
    FLAGS_RAN_AGAIN = "triage:flags:ran_again", "questions", "raised"
    QUESTION_RAISED = "triage:question:raised", "before", "after", "rules"
    MEMBER_EDITED = "admin:member:edited", "changed"

    @property
    def is_reading(self) -> bool:
        """Whether somebody opened what is sealed."""
        return self.value.startswith(READING)


READING = "reading:"
"""How the tag of an act begins that opened something sealed."""
Value = str | int | bool | None
"""What a field may hold: an id, a code, a count; never words a person typed."""

MAX_FIELD_CHARS = 200
"""A field longer than this is no id and no code."""
