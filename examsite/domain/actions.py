"""The closed vocabulary of the journal: every kind of change, and its sentence for people.

A write names one of these or it does not happen. Sentences are Chinese msgids.
"""

from enum import StrEnum


class Action(StrEnum):
    """What was done: `<what>.<verb, past tense>`."""

    SYSTEM_INITIALISED = "system.initialised"
    SYSTEM_RESTORED = "system.restored"
    SYSTEM_UPGRADED = "system.upgraded"
    DEMO_LOADED = "demo.loaded"
    FIXTURE_LOADED = "fixture.loaded"
    ISSUER_CHANGED = "issuer.changed"
    CALENDAR_RECORDED = "calendar.recorded"

    ACCOUNT_REGISTERED = "account.registered"
    ACCOUNT_CONTACT_PROVEN = "account.contact_proven"
    ACCOUNT_SIGNED_IN = "account.signed_in"
    ACCOUNT_SIGNED_OUT = "account.signed_out"
    ACCOUNT_SIGN_IN_REFUSED = "account.sign_in_refused"
    ACCOUNT_DEVICE_ENDED = "account.device_ended"
    ACCOUNT_PASSWORD_CHANGED = "account.password_changed"
    ACCOUNT_RESET_ASKED = "account.reset_asked"
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_LANGUAGE_CHANGED = "account.language_changed"
    ACCOUNT_RENAMED = "account.renamed"
    ROLE_GRANTED = "role.granted"
    ROLE_WITHDRAWN = "role.withdrawn"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    ORGANISATION_ADDED = "organisation.added"
    MEMBERSHIP_ASKED = "membership.asked"
    MEMBERSHIP_CONFIRMED = "membership.confirmed"
    MEMBERSHIP_ENDED = "membership.ended"
    PERSON_INVITED = "person.invited"

    CONTENT_READ = "content.read"
    HANDBOOK_SYNCED = "handbook.synced"
    PASSAGE_READ = "passage.read"
    NOTE_KEPT = "note.kept"
    NOTE_REMOVED = "note.removed"
    BANK_SYNCED = "bank.synced"
    IMPORT_READ = "import.read"
    ITEMS_IMPORTED = "items.imported"
    ITEMS_EXPORTED = "items.exported"
    ITEM_APPROVED = "item.approved"
    ITEM_PUT_TO_USE = "item.put_to_use"
    ITEM_SENT_BACK = "item.sent_back"

    SCHEME_ADOPTED = "scheme.adopted"
    FORM_ASSEMBLED = "form.assembled"
    FORM_RELEASED = "form.released"
    SITTING_OPENED = "sitting.opened"
    SITTING_BEGUN = "sitting.begun"
    PLEDGE_TAKEN = "pledge.taken"
    ATTEMPT_DISPLAYED = "attempt.displayed"
    SITTING_EDITED = "sitting.edited"
    SAFE_BROWSER_ASKED = "safe_browser.asked"
    SAFE_BROWSER_LIFTED = "safe_browser.lifted"
    TRYOUT_OPENED = "tryout.opened"
    ROSTER_CLOSED = "roster.closed"
    CANDIDATE_ENTERED = "candidate.entered"
    CANDIDATE_REMOVED = "candidate.removed"
    ACCOMMODATION_GRANTED = "accommodation.granted"
    INVIGILATOR_ASSIGNED = "invigilator.assigned"
    INVIGILATOR_RELIEVED = "invigilator.relieved"
    FORM_DRAWN = "form.drawn"
    ENTRY_CODES_ISSUED = "entry_codes.issued"
    ENTRY_CODE_USED = "entry_code.used"
    IDENTITY_CHECKED = "identity.checked"
    IDENTITY_CHECK_UNDONE = "identity.check_undone"
    ATTEMPT_STARTED = "attempt.started"
    ATTEMPT_TAKEN_OVER = "attempt.taken_over"
    ANSWER_SAVED = "answer.saved"
    ATTEMPT_HANDED_IN = "attempt.handed_in"
    ATTEMPT_CLOSED = "attempt.closed_by_deadline"
    ATTEMPT_TIME_CHANGED = "attempt.time_changed"
    ATTEMPT_PAUSED = "attempt.paused"
    ATTEMPT_RESUMED = "attempt.resumed"
    ATTEMPT_ENDED = "attempt.ended"
    LATE_ANSWERS_DECIDED = "attempt.late_answers_decided"
    PAPER_PRINTED = "paper.printed"
    PAPER_BEGUN = "paper.begun"
    PAPER_TYPED = "paper.typed"
    PAPER_SETTLED = "paper.settled"
    PAPER_DROPPED = "paper.dropped"
    ATTEMPT_VOIDED = "attempt.voided"
    ATTEMPT_REOPENED = "attempt.reopened"
    INCIDENT_NOTED = "incident.noted"
    SITTING_ANNOUNCED = "sitting.announced"
    CONTACT_KEPT = "contact.kept"
    SIGNALS_KEPT = "signals.kept"
    SIGNALS_FORGOTTEN = "signals.forgotten"

    MARKING_OPENED = "marking.opened"
    ANSWER_MARKED = "answer.marked"

    PRACTICAL_SCHEDULED = "practical.scheduled"
    PRACTICAL_BOOKED = "practical.booked"
    EXAMINER_ASSIGNED = "examiner.assigned"
    CONFLICT_DECLARED = "conflict.declared"
    SHEET_SAVED = "sheet.saved"
    SHEET_SIGNED = "sheet.signed"
    BUSINESS_RESULT_RECORDED = "business_result.recorded"
    PRACTICAL_ADJUDICATED = "practical.adjudicated"

    RELEASE_RULE_SET = "release_rule.set"
    RELEASE_RULE_FAILED = "release_rule.failed"
    RESULT_RELEASED = "result.released"
    SCORE_CORRECTED = "score.corrected"
    REGRADE_DRAFTED = "regrade.drafted"
    REGRADE_APPROVED = "regrade.approved"
    REGRADE_RESUMED = "regrade.resumed"
    REGRADE_DROPPED = "regrade.dropped"
    SCORES_REGRADED = "scores.regraded"
    REGRADE_NOTICES_SENT = "regrade.notices_sent"
    SCORES_CHECKED = "scores.checked"
    SCORES_DIFFERED = "scores.differed"
    DIFFERENCE_EXPLAINED = "scores.difference_explained"
    DECISION_TAKEN = "decision.taken"
    DOCUMENT_CHECKED = "enrolment.document_checked"
    FLAG_RAISED = "flag.raised"
    FLAG_REPLIED = "flag.replied"
    FLAG_DECIDED = "flag.decided"
    BATCH_DRAFTED = "batch.drafted"
    BATCH_REWRITTEN = "batch.rewritten"
    BATCH_ANNOUNCED = "batch.announced"
    BATCH_BOUND = "batch.bound"
    BATCH_UNBOUND = "batch.unbound"
    BATCH_SIGNED = "batch.signed"
    BATCH_UNSIGNED = "batch.unsigned"
    BATCH_CLOSED = "batch.closed"
    BATCH_ARCHIVED = "batch.archived"
    PUBLICATION_BEGUN = "publication.begun"
    PUBLICATION_WITHDRAWN = "publication.withdrawn"
    AWARD_KEPT_BACK = "award.kept_back"
    AWARD_LET_GO = "award.let_go"
    APPEAL_FILED = "appeal.filed"
    APPEAL_WITHDRAWN = "appeal.withdrawn"
    APPEAL_ASSIGNED = "appeal.assigned"
    APPEAL_RECOUNTED = "appeal.recounted"
    APPEAL_MARKED = "appeal.marked"
    APPEAL_CORRECTING = "appeal.correcting"
    APPEAL_DECIDED = "appeal.decided"
    COMPLAINT_FILED = "complaint.filed"
    COMPLAINT_TAKEN = "complaint.taken"
    COMPLAINT_GIVEN_BACK = "complaint.given_back"
    COMPLAINT_REPLIED = "complaint.replied"

    CREDENTIAL_AWARDED = "credential.awarded"
    CREDENTIAL_SUSPENDED = "credential.suspended"
    CREDENTIAL_REINSTATED = "credential.reinstated"
    CREDENTIAL_REVOKED = "credential.revoked"
    CREDENTIAL_CHECKED = "credential.checked"

    PROPOSAL_MADE = "proposal.made"
    PROPOSAL_SETTLED = "proposal.settled"
    CANDIDATE_ENROLLED = "candidate.enrolled"
    SEASON_OPENED = "season.opened"
    IDENTITY_RECORDED = "identity.recorded"
    IDENTITY_VIEWED = "identity.viewed"
    GUARDIAN_CONSENT_PROVEN = "guardian_consent.proven"
    EVIDENCE_ACCEPTED = "evidence.accepted"
    RESULTS_EXPORTED = "results.exported"


SENTENCES: dict[Action, str] = {
    Action.SYSTEM_INITIALISED: "初始化了系统",
    Action.SYSTEM_RESTORED: "从备份恢复了系统",
    Action.SYSTEM_UPGRADED: "升级了系统",
    Action.DEMO_LOADED: "载入了演示数据",
    Action.FIXTURE_LOADED: "载入了试验数据",
    Action.ISSUER_CHANGED: "修改了颁证机构资料",
    Action.CALENDAR_RECORDED: "记录了一年的放假与调休安排",
    Action.ACCOUNT_REGISTERED: "注册了账号",
    Action.ACCOUNT_CONTACT_PROVEN: "验证了联系方式",
    Action.ACCOUNT_SIGNED_IN: "登录",
    Action.ACCOUNT_SIGNED_OUT: "退出登录",
    Action.ACCOUNT_SIGN_IN_REFUSED: "登录被拒绝",
    Action.ACCOUNT_DEVICE_ENDED: "结束了一台设备的登录",
    Action.ACCOUNT_PASSWORD_CHANGED: "修改了密码",
    Action.ACCOUNT_RESET_ASKED: "申请重设密码",
    Action.ACCOUNT_CLOSED: "注销了账号",
    Action.ACCOUNT_LANGUAGE_CHANGED: "切换了界面语言",
    Action.ACCOUNT_RENAMED: "更正了姓名",
    Action.ROLE_GRANTED: "授予了角色",
    Action.ROLE_WITHDRAWN: "收回了角色",
    Action.CONSENT_GIVEN: "同意了一份告知或规则",
    Action.CONSENT_WITHDRAWN: "撤回了一项同意",
    Action.ORGANISATION_ADDED: "登记了机构",
    Action.MEMBERSHIP_ASKED: "申请加入机构",
    Action.MEMBERSHIP_CONFIRMED: "确认了任职关系",
    Action.MEMBERSHIP_ENDED: "结束了任职关系",
    Action.PERSON_INVITED: "邀请了人员",
    Action.CONTENT_READ: "读完了全部内容文件",
    Action.HANDBOOK_SYNCED: "同步了手册",
    Action.PASSAGE_READ: "读完了一节手册",
    Action.NOTE_KEPT: "记了划线或笔记",
    Action.NOTE_REMOVED: "删了划线或笔记",
    Action.BANK_SYNCED: "同步了题库",
    Action.IMPORT_READ: "试读了题目表格",
    Action.ITEMS_IMPORTED: "从表格导入了题目",
    Action.ITEMS_EXPORTED: "导出了题目",
    Action.ITEM_APPROVED: "审题通过了一道题",
    Action.ITEM_PUT_TO_USE: "启用了一道题",
    Action.ITEM_SENT_BACK: "退回了一道题",
    Action.SCHEME_ADOPTED: "采用了级别规则",
    Action.FORM_ASSEMBLED: "组成了试卷",
    Action.FORM_RELEASED: "发布了试卷",
    Action.SITTING_OPENED: "安排了考次",
    Action.SITTING_BEGUN: "宣布考次开考",
    Action.PLEDGE_TAKEN: "作了考试承诺",
    Action.ATTEMPT_DISPLAYED: "第一次看到试卷",
    Action.SITTING_EDITED: "改了考次的安排",
    Action.SAFE_BROWSER_ASKED: "要求考次用安全考试浏览器",
    Action.SAFE_BROWSER_LIFTED: "取消了考次用安全考试浏览器的要求",
    Action.TRYOUT_OPENED: "试机",
    Action.ROSTER_CLOSED: "收了考次的名单",
    Action.CANDIDATE_ENTERED: "把考生列入考次",
    Action.CANDIDATE_REMOVED: "把考生移出考次",
    Action.ACCOMMODATION_GRANTED: "给考生定了时间便利",
    Action.INVIGILATOR_ASSIGNED: "排定了监考",
    Action.INVIGILATOR_RELIEVED: "撤下了监考",
    Action.FORM_DRAWN: "给考生抽了一份卷",
    Action.ENTRY_CODES_ISSUED: "发了入场码",
    Action.ENTRY_CODE_USED: "用了入场码",
    Action.IDENTITY_CHECKED: "在座位上核验了考生身份",
    Action.IDENTITY_CHECK_UNDONE: "撤回了考生身份核验",
    Action.ATTEMPT_STARTED: "开始作答",
    Action.ATTEMPT_TAKEN_OVER: "换设备继续作答",
    Action.ANSWER_SAVED: "保存作答",
    Action.ATTEMPT_HANDED_IN: "交卷",
    Action.ATTEMPT_CLOSED: "到时自动交卷",
    Action.ATTEMPT_TIME_CHANGED: "调整了作答时间",
    Action.ATTEMPT_PAUSED: "暂停了作答",
    Action.ATTEMPT_RESUMED: "恢复了作答",
    Action.ATTEMPT_ENDED: "监考收卷",
    Action.LATE_ANSWERS_DECIDED: "认定了迟到的作答",
    Action.PAPER_PRINTED: "印了试卷或答题纸",
    Action.PAPER_BEGUN: "把一份作答改为纸笔",
    Action.PAPER_TYPED: "录入了一遍答题纸",
    Action.PAPER_SETTLED: "裁定了答题纸两遍录入的不同",
    Action.PAPER_DROPPED: "撤销了纸笔作答",
    Action.ATTEMPT_VOIDED: "作废了作答",
    Action.ATTEMPT_REOPENED: "重开了作答",
    Action.INCIDENT_NOTED: "写了监考记录",
    Action.SITTING_ANNOUNCED: "向全场发了公告",
    Action.CONTACT_KEPT: "记下考试页面的联系",
    Action.SIGNALS_KEPT: "记下考试页面的信号",
    Action.SIGNALS_FORGOTTEN: "删除了到期的信号",
    Action.MARKING_OPENED: "开始评一道简答题",
    Action.ANSWER_MARKED: "评了一份简答",
    Action.PRACTICAL_SCHEDULED: "安排了实战场次",
    Action.PRACTICAL_BOOKED: "预约了实战考核",
    Action.EXAMINER_ASSIGNED: "指派了考评员",
    Action.CONFLICT_DECLARED: "申报了回避",
    Action.SHEET_SAVED: "保存了评分表",
    Action.SHEET_SIGNED: "提交并封存了评分表",
    Action.BUSINESS_RESULT_RECORDED: "登记了经营结果",
    Action.PRACTICAL_ADJUDICATED: "合成了实战成绩",
    Action.RELEASE_RULE_SET: "定了成绩发布的规则",
    Action.RELEASE_RULE_FAILED: "按规则发布成绩未成",
    Action.RESULT_RELEASED: "发布了成绩",
    Action.SCORE_CORRECTED: "更正了分数",
    Action.REGRADE_DRAFTED: "试算了一次复算",
    Action.REGRADE_APPROVED: "批准了一次复算",
    Action.REGRADE_RESUMED: "让停下的复算继续",
    Action.REGRADE_DROPPED: "放弃了一次复算",
    Action.SCORES_REGRADED: "按批准的复算写入了一批分数",
    Action.REGRADE_NOTICES_SENT: "发出了复算通知",
    Action.SCORES_CHECKED: "抽出一批成绩，夜间重算",
    Action.SCORES_DIFFERED: "重算成绩时发现不一致",
    Action.DIFFERENCE_EXPLAINED: "写明了成绩不一致的原因并了结",
    Action.DECISION_TAKEN: "作出了发证决定",
    Action.APPEAL_FILED: "对成绩提出了申诉",
    Action.APPEAL_WITHDRAWN: "收回了申诉",
    Action.APPEAL_ASSIGNED: "为申诉指定了复评人",
    Action.APPEAL_RECOUNTED: "为申诉复算了成绩",
    Action.APPEAL_MARKED: "为申诉复评了作答",
    Action.APPEAL_CORRECTING: "因申诉提出或退回了更正",
    Action.APPEAL_DECIDED: "对申诉作了决定",
    Action.COMPLAINT_FILED: "收到一件投诉",
    Action.COMPLAINT_TAKEN: "接手了一件投诉",
    Action.COMPLAINT_GIVEN_BACK: "退回了一件投诉",
    Action.COMPLAINT_REPLIED: "答复了一件投诉",
    Action.DOCUMENT_CHECKED: "审核了报名的证件",
    Action.FLAG_RAISED: "对一份作答提出存疑",
    Action.FLAG_REPLIED: "就存疑作了说明",
    Action.FLAG_DECIDED: "对存疑下了结论",
    Action.BATCH_DRAFTED: "拟了一个批次",
    Action.BATCH_REWRITTEN: "改了批次的公告",
    Action.BATCH_ANNOUNCED: "公告了批次",
    Action.BATCH_BOUND: "把考次或实战列入批次",
    Action.BATCH_UNBOUND: "把考次移出批次",
    Action.BATCH_SIGNED: "以督导身份签了批次",
    Action.BATCH_UNSIGNED: "撤回了批次的督导签字",
    Action.BATCH_CLOSED: "归档了批次",
    Action.BATCH_ARCHIVED: "生成了批次的档案",
    Action.PUBLICATION_BEGUN: "公示了拟发证名单",
    Action.PUBLICATION_WITHDRAWN: "撤回了公示",
    Action.AWARD_KEPT_BACK: "因异议暂缓颁发一张证书",
    Action.AWARD_LET_GO: "异议了结，不再暂缓颁发",
    Action.CREDENTIAL_AWARDED: "颁发了证书",
    Action.CREDENTIAL_SUSPENDED: "暂停了证书",
    Action.CREDENTIAL_REINSTATED: "恢复了证书",
    Action.CREDENTIAL_REVOKED: "撤销了证书",
    Action.CREDENTIAL_CHECKED: "核验了证书",
    Action.PROPOSAL_MADE: "提出了须两人办理的事项",
    Action.PROPOSAL_SETTLED: "处理了须两人办理的事项",
    Action.CANDIDATE_ENROLLED: "报名",
    Action.SEASON_OPENED: "开放了考季",
    Action.IDENTITY_RECORDED: "登记了证件资料",
    Action.IDENTITY_VIEWED: "查看了证件资料",
    Action.GUARDIAN_CONSENT_PROVEN: "核实了监护人同意",
    Action.EVIDENCE_ACCEPTED: "采信了等效证明",
    Action.RESULTS_EXPORTED: "导出了成绩",
}
