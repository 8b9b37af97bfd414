"""The table "page x person -> what happens", written by hand and read by `test_pages.py`.

ok    the page opens, or says honestly that the id in its address is nobody's (404, 422 ...)
sign  303 to the sign-in page      401   asked to sign in (programs, and forms)
403   signed in, but not for this person          404   hidden from this person

A new page needs a line here: think of every column before you copy what its label says.
"""

PERSONS = {
    "anonymous": "",
    "candidate": "candidate",
    "examiner": "examiner_a",
    "author": "author",
    "invigilator": "invigilator",
    "officer": "officer",
    "auditor": "auditor",
    "hr": "hr",
    "manager": "manager",
    "admin": "admin",
}
"""The columns of the table and who of the cast plays each."""

ENDS_THE_SIGN_IN = {"accounts.sign_out", "accounts_api.end_session", "accounts_own.close_now"}
"""Asked for last, because nothing opens afterwards."""

NARROWER = {
    "accounts.sign_in_now": "an empty form is a wrong password",
}
"""Pages that refuse somebody whom their label lets in, and why."""

OPEN_WITHOUT_ID = {
    "accounts_issuer.seal": 404,  # no picture has been given
    "accounts_joining.confirm": 404,  # no code is awaited in this browser
    "accounts_joining.reset_by_code": 404,
    "accounts_own.confirm_contact": 404,
    "handbook_book.epub": 404,  # nobody has built the book
    "handbook_book.pdf": 404,
}
"""Pages without an id in their address that have nothing to show at first, and what they say."""

TABLE = {
    row.split()[0]: tuple(row.split()[1:])
    for row in """
-                                      anon cand exam auth invi offi audi hr   mana admi
accounts.choose_language               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts.document                      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts.sign_in                       ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts.sign_in_now                   401  401  401  401  401  401  401  401  401  401
accounts.sign_out                      401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_api.end_session               401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_api.open_session              ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_api.show_session              401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_calendar.index                sign 403  403  403  403  ok   403  403  403  403
accounts_calendar.record               401  403  403  403  403  ok   403  403  403  403
accounts_calendar.show                 sign 403  403  403  403  ok   403  403  403  403
accounts_invited.invitation            ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_invited.invitation_now        ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_invited.set_up                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_invited.set_up_now            ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_issuer.approve                401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_issuer.change                 401  403  403  403  403  403  403  403  403  ok
accounts_issuer.refuse                 401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_issuer.seal                   sign 403  403  403  403  403  403  403  403  ok
accounts_issuer.show                   sign 403  403  403  403  403  403  403  403  ok
accounts_issuer.show_change            sign ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_joining.ask_reset             ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_joining.ask_reset_now         ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_joining.confirm               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_joining.confirm_now           ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_joining.register              ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_joining.register_now          ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_joining.reset_by_code         ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_joining.reset_by_code_now     ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_joining.reset_by_link         ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_joining.reset_by_link_now     ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.ask_membership            401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.change_contact            401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.change_password           401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.close                     sign ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.close_now                 401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.confirm_contact           sign ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.confirm_contact_now       401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.devices                   sign ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.end_device                401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.end_membership            401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.give_consent              401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.password                  sign ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.profile                   sign ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.rename                    401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_own.withdraw_consent          401  ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts_staff.add_organisation        401  403  403  403  403  403  403  403  403  ok
accounts_staff.confirm_membership      401  403  403  403  403  403  403  403  403  ok
accounts_staff.confirm_request         401  403  403  403  403  403  403  403  ok   403
accounts_staff.end_request             401  403  403  403  403  403  403  403  ok   403
accounts_staff.grant_role              401  403  403  403  403  403  403  403  403  ok
accounts_staff.invite                  sign 403  403  403  403  403  403  403  403  ok
accounts_staff.invite_again            401  403  403  403  403  403  403  403  403  ok
accounts_staff.invite_now              401  403  403  403  403  403  403  403  403  ok
accounts_staff.list_all_organisations  sign 403  403  403  403  403  403  403  403  ok
accounts_staff.list_everybody          sign 403  403  403  403  403  403  403  403  ok
accounts_staff.memberships             sign 403  403  403  403  403  403  403  ok   403
accounts_staff.person                  sign 403  403  403  403  403  403  403  403  ok
accounts_staff.search_people           401  403  403  403  403  403  403  403  403  ok
accounts_staff.withdraw_role           401  403  403  403  403  403  403  403  403  ok

accommodations.grant                   401  403  403  403  403  ok   403  403  403  403
accommodations.show                    sign 403  403  403  403  ok   403  403  403  403

appeals.file                           401  ok   403  403  403  403  403  403  403  403
appeals.mark                           sign 403  ok   403  403  403  403  403  403  403
appeals.mark_now                       401  403  ok   403  403  403  403  403  403  403
appeals.show                           sign ok   403  403  403  403  403  403  403  403
appeals.withdraw                       401  ok   403  403  403  403  403  403  403  403
appeals_staff.assign                   401  403  403  403  403  ok   403  403  403  403
appeals_staff.change                   401  403  403  403  403  ok   403  403  403  403
appeals_staff.index                    sign 403  403  403  403  ok   403  403  403  403
appeals_staff.recount                  401  403  403  403  403  ok   403  403  403  403
appeals_staff.settle                   401  403  403  403  403  ok   403  403  403  403
appeals_staff.show                     sign 403  403  403  403  ok   403  403  403  403
appeals_staff.uphold                   401  403  403  403  403  ok   403  403  403  403
attempts.download_receipt              sign ok   403  403  403  403  403  403  403  403
attempts.receipt                       sign ok   403  403  403  403  403  403  403  403
attempts.receipt_form                  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
attempts.show                          sign ok   403  403  403  403  403  403  403  403
attempts.start                         401  ok   403  403  403  403  403  403  403  403
attempts.try_now                       401  ok   403  403  403  403  403  403  403  403
attempts.tryout                        sign ok   403  403  403  403  403  403  403  403
attempts.verify_receipt                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
attempts.worker                        ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
attempts_api.displayed                 401  ok   403  403  403  403  403  403  403  403
attempts_api.preload                   401  ok   403  403  403  403  403  403  403  403
attempts_api.save                      401  ok   403  403  403  403  403  403  403  403
attempts_api.start                     401  ok   403  403  403  403  403  403  403  403
attempts_api.submit                    401  ok   403  403  403  403  403  403  403  403

audit_api.entries                      401  403  403  403  403  403  ok   403  403  403
audit_staff.index                      sign 403  403  403  403  403  ok   403  403  403
audit_staff.show                       sign 403  403  403  403  403  ok   403  403  403

batches.index                          ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
batches.show                           ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
batches_staff.announce                 401  403  403  403  403  ok   403  403  403  403
batches_staff.archive                  sign 403  403  403  403  ok   ok   403  403  403
batches_staff.bind_session             401  403  403  403  403  ok   403  403  403  403
batches_staff.bind_sitting             401  403  403  403  403  ok   403  403  403  403
batches_staff.close                    401  403  403  403  403  ok   403  403  403  403
batches_staff.draft                    401  403  403  403  403  ok   403  403  403  403
batches_staff.index                    sign 403  403  403  403  ok   ok   403  403  403
batches_staff.rewrite                  401  403  403  403  403  ok   403  403  403  403
batches_staff.show                     sign 403  403  403  403  ok   ok   403  403  403
batches_staff.sign                     401  403  403  403  403  ok   ok   403  403  403
batches_staff.take_back                401  403  403  403  403  ok   ok   403  403  403
batches_staff.unbind_sitting           401  403  403  403  403  ok   403  403  403  403
batches_staff.write                    sign 403  403  403  403  ok   403  403  403  403
batches_staff.write_new                sign 403  403  403  403  ok   403  403  403  403

complaints.ask_reply                   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
complaints.complain                    ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
complaints.complain_now                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
complaints.show_reply                  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
complaints_staff.answer                401  403  403  403  403  ok   403  403  403  403
complaints_staff.give_back             401  403  403  403  403  ok   403  403  403  403
complaints_staff.index                 sign 403  403  403  403  ok   403  403  403  403
complaints_staff.show                  sign 403  403  403  403  ok   403  403  403  403
complaints_staff.take                  401  403  403  403  403  ok   403  403  403  403
credentials.check                      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
credentials.check_now                  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
credentials.download                   sign ok   ok   ok   ok   ok   ok   ok   ok   ok
credentials.mine                       sign ok   ok   ok   ok   ok   ok   ok   ok   ok
credentials.show                       ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
credentials_api.check                  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
credentials_api.check_many             ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
credentials_api.revoke                 401  403  403  403  403  ok   403  403  403  403
credentials_staff.approve              401  403  403  403  403  ok   403  403  403  403
credentials_staff.award                401  403  403  403  403  ok   403  403  403  403
credentials_staff.change               401  403  403  403  403  ok   403  403  403  403
credentials_staff.decline              401  403  403  403  403  ok   403  403  403  403
credentials_staff.index                sign 403  403  403  403  ok   403  403  403  403
credentials_staff.show                 sign 403  403  403  403  ok   403  403  403  403

enrolment.accept_document              401  ok   403  403  403  403  403  403  403  403
enrolment.apply                        401  ok   403  403  403  403  403  403  403  403
enrolment.index                        sign ok   403  403  403  403  403  403  403  403
enrolment.record_identity              401  ok   403  403  403  403  403  403  403  403
enrolment.show                         sign ok   403  403  403  403  403  403  403  403
enrolment_staff.accept_evidence        401  403  403  403  403  ok   403  403  403  403
enrolment_staff.applicant              sign 403  403  403  403  ok   403  403  403  403
enrolment_staff.applicants             sign 403  403  403  403  ok   403  403  403  403
enrolment_staff.check_document         401  403  403  403  403  ok   403  403  403  403
enrolment_staff.decide                 401  403  403  403  403  ok   403  403  403  403
enrolment_staff.decision               sign 403  403  403  403  ok   403  403  403  403
enrolment_staff.list_decisions         sign 403  403  403  403  ok   403  403  403  403
enrolment_staff.list_open_seasons      sign 403  403  403  403  ok   403  403  403  403
enrolment_staff.open_season            401  403  403  403  403  ok   403  403  403  403
enrolment_staff.prove_guardian         401  403  403  403  403  ok   403  403  403  403
enrolment_staff.reopen_check           401  403  403  403  403  ok   403  403  403  403
enrolment_staff.view_identity          401  403  403  403  403  ok   403  403  403  403

door.check                             401  403  403  403  ok   ok   403  403  403  403
door.code                              401  403  403  403  ok   ok   403  403  403  403
door.seat                              sign 403  403  403  ok   ok   403  403  403  403
door.seats                             sign 403  403  403  ok   ok   403  403  403  403
door.undo                              401  403  403  403  ok   ok   403  403  403  403

entering.enter                         ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
entering.show                          ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
exam_papers.seat_plan                  sign 403  403  403  403  ok   403  403  403  403
exam_papers.sign_in_sheet              sign 403  403  403  403  ok   403  403  403  403
exam_papers.slips                      401  403  403  403  403  ok   403  403  403  403
exam_papers.own_slip                   sign ok   403  403  403  403  403  403  403  403
exams.before                           sign ok   403  403  403  403  403  403  403  403
exams.index                            sign ok   403  403  403  403  403  403  403  403
exams.pledge                           401  ok   403  403  403  403  403  403  403  403
exams.safe_browser                     sign ok   403  403  403  403  403  403  403  403
exams_forms.assemble                   401  403  403  403  403  ok   403  403  403  403
exams_forms.form                       sign 403  403  403  403  ok   403  403  403  403
exams_forms.forms                      sign 403  403  403  403  ok   403  403  403  403
exams_forms.release                    401  403  403  403  403  ok   403  403  403  403
exams_staff.change                     401  403  403  403  403  ok   403  403  403  403
exams_staff.close_roster               401  403  403  403  403  ok   403  403  403  403
exams_staff.edit                       sign 403  403  403  403  ok   403  403  403  403
exams_staff.enter_candidates           401  403  403  403  403  ok   403  403  403  403
exams_staff.enter_late                 401  403  403  403  403  ok   403  403  403  403
exams_staff.open_sitting               401  403  403  403  403  ok   403  403  403  403
exams_staff.sitting                    sign 403  403  403  403  ok   403  403  403  403
exams_staff.sittings                   sign 403  403  403  403  ok   403  403  403  403
exams_staff.take_out                   401  403  403  403  403  ok   403  403  403  403
flags.reply                            401  ok   403  403  403  403  403  403  403  403
flags.show                             sign ok   403  403  403  403  403  403  403  403
flags_staff.decide                     401  403  403  403  403  ok   403  403  403  403
flags_staff.raise_flag                 401  403  403  403  ok   ok   403  403  403  403
flags_staff.show                       sign 403  403  403  ok   ok   403  403  403  403

handbook.chapter                       ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook.contents                      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook.glossary                      sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook.mark_read                     401  ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook.search                        sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_appendices.formulas           sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_appendices.laws               sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_book.epub                     sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_book.pdf                      sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_notes.change                  401  ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_notes.download                sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_notes.index                   sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_notes.keep                    401  ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_notes.remove                  401  ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_offline.chapter               sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_offline.contents              sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_offline.glossary              sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_offline.list_pages            sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_offline.worker                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_sheets.download               sign ok   ok   ok   ok   ok   ok   ok   ok   ok
handbook_sheets.listing                sign ok   ok   ok   ok   ok   ok   ok   ok   ok

health.healthz                         ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
health.metrics                         ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
health.readyz                          ok   ok   ok   ok   ok   ok   ok   ok   ok   ok

home.desk                              sign ok   ok   ok   ok   ok   ok   ok   ok   ok
home.landing                           ok   ok   ok   ok   ok   ok   ok   ok   ok   ok

invigilation_api.gate                  401  ok   403  403  403  403  403  403  403  403
invigilation_api.look                  401  ok   403  403  403  403  403  403  403  403
invigilation_api.signals               401  ok   403  403  403  403  403  403  403  403
invigilation_board.board               sign 403  403  403  ok   ok   403  403  403  403
invigilation_board.board_now           sign 403  403  403  ok   ok   403  403  403  403
invigilation_staff.announce            401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.approve             401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.attempt             sign 403  403  403  ok   ok   403  403  403  403
invigilation_staff.begin               401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.decline             401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.end                 401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.end_all             401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.extend_all          401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.give_back           401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.give_time           401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.note                401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.note_room           401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.pause               401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.pause_all           401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.reopen              401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.resume              401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.resume_all          401  403  403  403  ok   ok   403  403  403  403
invigilation_staff.void                401  403  403  403  ok   ok   403  403  403  403

items_api.import_bank                  401  403  403  ok   403  403  403  403  403  403
items_import.carry_out                 401  403  403  ok   403  403  403  403  403  403
items_import.index                     sign 403  403  ok   403  403  403  403  403  403
items_import.plan                      sign 403  403  ok   403  403  403  403  403  403
items_import.template                  sign 403  403  ok   403  403  403  403  403  403
items_import.upload                    401  403  403  ok   403  403  403  403  403  403
items_staff.about                      sign 403  403  ok   403  403  403  403  403  403
items_staff.approve                    401  403  403  403  403  403  403  403  403  403
items_staff.confidentiality            sign 403  403  ok   403  403  403  403  403  403
items_staff.export                     sign 403  403  ok   403  403  403  403  403  403
items_staff.listing                    sign 403  403  ok   403  403  403  403  403  403
items_staff.put_to_use                 401  403  403  403  403  403  403  403  403  403
items_staff.send_back                  401  403  403  403  403  403  403  403  403  403
items_staff.show                       sign 403  403  ok   403  403  403  403  403  403
items_staff.sign                       401  403  403  ok   403  403  403  403  403  403

late_answers.decide                    401  403  403  403  ok   ok   403  403  403  403
late_answers.show                      sign 403  403  403  ok   ok   403  403  403  403

paper_exam.answer_sheets               401  403  403  403  403  ok   403  403  403  403
paper_exam.begin                       401  403  403  403  ok   ok   403  403  403  403
paper_exam.booklet                     401  403  403  403  403  ok   403  403  403  403
paper_exam.drop                        401  403  403  403  ok   ok   403  403  403  403
paper_exam.seats                       sign 403  403  403  ok   ok   403  403  403  403
paper_exam.settle                      401  403  403  403  ok   ok   403  403  403  403
paper_exam.sheet                       sign 403  403  403  ok   ok   403  403  403  403
paper_exam.type_in                     401  403  403  403  ok   ok   403  403  403  403

practicals.assignments                 sign 403  ok   403  403  403  403  403  403  403
practicals.case                        sign 403  ok   403  403  403  403  403  403  403
practicals.index                       sign ok   403  403  403  403  403  403  403  403
practicals.leave                       401  403  ok   403  403  403  403  403  403  403
practicals.sheet                       sign 403  ok   403  403  403  403  403  403  403
practicals.write_sheet                 401  403  ok   403  403  403  403  403  403  403
practicals_api.add_version             401  403  ok   403  403  403  403  403  403  403
practicals_api.show_sheet              401  403  ok   403  403  403  403  403  403  403
practicals_staff.assign                401  403  403  403  403  ok   403  403  403  403
practicals_staff.book                  401  403  403  403  403  ok   403  403  403  403
practicals_staff.booking               sign 403  403  403  403  ok   403  403  403  403
practicals_staff.combine               401  403  403  403  403  ok   403  403  403  403
practicals_staff.index                 sign 403  403  403  403  ok   403  403  403  403
practicals_staff.record                401  403  403  403  403  ok   403  403  403  403
practicals_staff.schedule              401  403  403  403  403  ok   403  403  403  403
practicals_staff.session               sign 403  403  403  403  ok   403  403  403  403

publications.index                     ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
publications.show                      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok

publications_staff.index               sign 403  403  403  403  ok   403  403  403  403
publications_staff.keep_back           401  403  403  403  403  ok   403  403  403  403
publications_staff.let_go              401  403  403  403  403  ok   403  403  403  403
publications_staff.publish             401  403  403  403  403  ok   403  403  403  403
publications_staff.show                sign 403  403  403  403  ok   403  403  403  403
publications_staff.withdraw            401  403  403  403  403  ok   403  403  403  403

reports_api.results                    401  403  403  403  403  ok   403  403  403  403
reports_staff.index                    sign 403  403  403  403  ok   403  403  403  403

results.index                          sign ok   403  403  403  403  403  403  403  403
results.show                           sign ok   ok   ok   ok   ok   ok   ok   ok   ok
results_api.correct                    401  403  403  403  403  ok   403  403  403  403
results_api.show                       401  ok   ok   ok   ok   ok   ok   ok   ok   ok
results_regrading.approve              401  403  403  403  403  ok   403  403  403  403
results_regrading.draft                401  403  403  403  403  ok   403  403  403  403
results_regrading.drop                 401  403  403  403  403  ok   403  403  403  403
results_regrading.index                sign 403  403  403  403  ok   403  403  403  403
results_regrading.item                 sign 403  403  403  403  ok   403  403  403  403
results_regrading.items                sign 403  403  403  403  ok   403  403  403  403
results_regrading.progress             sign 403  403  403  403  ok   403  403  403  403
results_regrading.propose              401  403  403  403  403  ok   403  403  403  403
results_regrading.refuse               401  403  403  403  403  ok   403  403  403  403
results_regrading.resume               401  403  403  403  403  ok   403  403  403  403
results_regrading.run                  sign 403  403  403  403  ok   403  403  403  403
results_regrading.send_notices         401  403  403  403  403  ok   403  403  403  403
results_staff.approve                  401  403  403  403  403  ok   403  403  403  403
results_staff.correct                  401  403  403  403  403  ok   403  403  403  403
results_staff.correction               sign 403  403  403  403  ok   403  403  403  403
results_staff.index                    sign 403  403  403  403  ok   403  403  403  403
results_staff.list_corrections         sign 403  403  403  403  ok   403  403  403  403
results_staff.practical                sign 403  403  403  403  ok   403  403  403  403
results_staff.refuse                   401  403  403  403  403  ok   403  403  403  403
results_staff.release_practical        401  403  403  403  403  ok   403  403  403  403
results_staff.release_sitting          401  403  403  403  403  ok   403  403  403  403
results_staff.set_rule                 401  403  403  403  403  ok   403  403  403  403
results_staff.sitting                  sign 403  403  403  403  ok   403  403  403  403
roster.enter                           401  403  403  403  403  ok   403  403  403  403
roster.file                            sign 403  403  403  403  ok   403  403  403  403
roster.read                            401  403  403  403  403  ok   403  403  403  403
roster.template                        sign 403  403  403  403  ok   403  403  403  403
safe_browser.file                      sign 403  403  403  403  ok   403  403  403  403
safe_browser.require                   401  403  403  403  403  ok   403  403  403  403
safe_browser.show                      sign 403  403  403  403  ok   403  403  403  403
safe_browser.stop                      401  403  403  403  403  ok   403  403  403  403
score_checks.explain                   401  403  403  403  403  ok   403  403  403  403
score_checks.index                     sign 403  403  403  403  ok   403  403  403  403
score_report.show                      sign ok   ok   ok   ok   ok   ok   ok   ok   ok
short_answers.begin                    401  403  ok   403  403  403  403  403  403  403
short_answers.change_last              401  403  ok   403  403  403  403  403  403  403
short_answers.index                    sign 403  ok   403  403  403  403  403  403  403
short_answers.last                     sign 403  ok   403  403  403  403  403  403  403
short_answers.mark                     sign 403  ok   403  403  403  403  403  403  403
short_answers.mark_now                 401  403  ok   403  403  403  403  403  403  403
short_answers_staff.progress           sign 403  403  403  403  ok   403  403  403  403

sitting_invigilators.assign            401  403  403  403  403  ok   403  403  403  403
sitting_invigilators.relieve           401  403  403  403  403  ok   403  403  403  403
sitting_invigilators.show              sign 403  403  403  403  ok   403  403  403  403

static                                 ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
""".splitlines()
    if row and not row.startswith("-")
}
