"""One story through the pages alone: from nobody to a certificate that a stranger can verify."""

import hashlib
import re
import subprocess
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from examsite.domain.dates import CHINA_TIME
from examsite.domain.names import mask
from examsite.kit import clock
from tests.browser.conftest import PHONE, Visit
from tests.browser.live import Live
from tests.browser.paper import Paper, open_exam, put
from tests.browser.pictures import take

NAME = "示例新人"
CONTACT = "newcomer@example.com"
PASSWORD = "a sentence of my own"
NUMBER = re.compile(r"OPJ\d\d-[0-9A-Z]{4}-[0-9A-Z]{4}")
BAND = "4"
EXAM = "初级知识考试（演示考次）"
PRACTICAL = "初级实战考核（演示场次）"
EXAMINERS = ("examiner1", "examiner2")


def test_from_newcomer_to_verified_certificate(visit: Visit, live: Live, tmp_path: Path) -> None:
    candidate, officer = visit(None), visit("officer")
    register(candidate, live)
    read_a_passage(candidate)
    enrol(candidate, officer)
    check_document(visit("invigilator"))
    paper = take_exam(candidate, live)
    check_receipt(candidate, paper)
    book_practical(officer)
    first, second = (visit(name, viewport=PHONE, has_touch=True) for name in EXAMINERS)
    score(first, "06-score-first")
    sees_nothing_of_others(first, second)
    score(second, "07-score-second")
    certify(officer, live)
    number, link = fetch_certificate(candidate, tmp_path)
    stranger = visit(None, viewport=PHONE)
    verify(stranger, number, link)
    revoke(visit("officer2"), number)
    says_revoked(stranger, link)


def about(verb: str, what: str) -> re.Pattern[str]:
    """The name of a button that says to a screen reader what it is about."""
    return re.compile(rf"{verb}\s*：{re.escape(what)}")


def register(page: Page, live: Live) -> None:
    """An account of one's own, with the code from the mail."""
    page.goto("/")
    take(page, "01-landing")
    page.get_by_role("link", name="登录", exact=True).click()
    take(page, "02-sign-in")
    form = page.get_by_role("region", name="注册考生账号")
    form.get_by_label("姓名").fill(NAME)
    form.get_by_label("手机号或邮箱").fill(CONTACT)
    form.get_by_label("密码").fill(PASSWORD)
    for box in form.get_by_role("checkbox").all():
        box.check()
    form.get_by_role("button", name="注册", exact=True).click()
    take(page, "02-code")
    code = live.until(lambda: _code(live))
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="开通账号").click()
    expect(page.get_by_text("账号已经开通。")).to_be_visible()
    take(page, "03-desk-new")


def _code(live: Live) -> str:
    found = re.search(r"\b\d{6}\b", " ".join(live.mails(CONTACT)))
    return found.group() if found else ""


def read_a_passage(page: Page) -> None:
    page.get_by_role("link", name="开始读").click()
    take(page, "04-contents")
    page.locator(".contents a").nth(1).click()
    take(page, "04-chapter", whole=False)
    done = page.get_by_role("button", name="我读完了").first
    done.scroll_into_view_if_needed()
    before = page.get_by_role("button", name="我读完了").count()
    done.click()
    expect(page.get_by_role("button", name="我读完了")).to_have_count(before - 1)
    expect(page.locator(".read-state").first).to_contain_text("已读")
    take(page, "04-passage-read", whole=False)


def enrol(page: Page, officer: Page) -> None:
    """Apply; what the site cannot know of the training, the officer accepts with a reason."""
    page.goto("/enrolment/")
    take(page, "05-enrolment")
    page.get_by_role("link", name=re.compile("演示考次")).click()
    page.get_by_label("证件上的姓名").fill(NAME)
    page.get_by_label("证件类型").select_option("passport")
    page.get_by_label("证件号码").fill("E00000001")
    page.get_by_label("出生日期").fill("1996-04-05")
    page.get_by_role("button", name="保存证件资料").click()
    expect(page.get_by_text("证件资料已保存。")).to_be_visible()
    page.get_by_role("button", name="提交报名").click()
    expect(page.get_by_text("还有条件没有满足，见下面的清单")).to_be_visible()
    take(page, "05-applied")
    officer.goto("/desk")
    take(officer, "05-officer-desk")
    officer.goto("/staff/enrolments")
    officer.get_by_role("link", name=re.compile(NAME)).click()
    officer.get_by_label("等效学时证明齐全").check()
    officer.get_by_label("依据").fill("示例培训机构 2026-11 结业证明，12 学时")
    take(officer, "05-applicant")
    officer.get_by_role("button", name="采信并重新核对").click()
    expect(officer.get_by_text("已采信，考生列入名单。")).to_be_visible()


def check_document(page: Page) -> None:
    """An invigilator sees the document at the seat; without it the exam would be practice."""
    page.goto("/desk")
    page.get_by_role("link", name=EXAM, exact=True).click()
    page.get_by_role("link", name="核验身份").click()
    take(page, "05-door")
    page.get_by_role("link", name=about("核验", NAME)).click()
    expect(page.get_by_text("护照").first).to_be_visible()
    take(page, "05-door-seat")
    page.get_by_role("button", name="人证相符，记下").click()
    expect(page.get_by_text(f"已核验：{NAME}")).to_be_visible()


def take_exam(page: Page, live: Live) -> Paper:
    """Items of all six types by clicking; the others put past the page, as another program
    of the same person would; after a reload everything stands there; then hand in."""
    page.goto("/desk")
    take(page, "05-desk-open")
    paper = open_exam(page)
    right = live.right_answers(paper.attempt)
    kinds = paper.first_of_each_type
    assert len(kinds) == 6
    for kind, number in kinds.items():
        paper.answer(number, right[paper.items[number - 1]["item"]])
        take(page, f"05-exam-{kind}", whole=False)
    for number, item in enumerate(paper.items, start=1):
        if number not in kinds.values():
            assert put(page, paper, number, right[item["item"]]).ok
    page.reload()
    paper = Paper(page)
    total = len(paper.items)
    expect(page.locator("[data-part=count]")).to_have_text(f"已答 {total} / {total}")
    for number in (*kinds.values(), total):
        paper.shows(number, right[paper.items[number - 1]["item"]])
    page.locator("[data-part=hand-in]").click()
    take(page, "05-hand-in", whole=False)
    page.get_by_role("button", name="继续作答").click()
    paper.hand_in()
    take(page, "05-handed-in")
    return paper


def check_receipt(page: Page, paper: Paper) -> None:
    """Keep the receipt and have it checked; a changed one is refused."""
    page.get_by_role("link", name="查看回执").click()
    take(page, "05-receipt")
    with page.expect_download() as kept:
        page.get_by_role("link", name="下载回执").click()
    text = kept.value.path().read_text("utf-8")
    assert kept.value.suggested_filename == f"receipt-{paper.attempt}.json"
    for sent, said in (
        (text, "回执真实，未被改动"),
        (text.replace('": "', '": "0', 1), "核对不通过"),
    ):
        page.goto("/receipts/verify")
        page.locator("textarea").fill(sent)
        page.get_by_role("button", name="核对", exact=True).click()
        expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
        take(page, f"05-receipt-{'good' if sent == text else 'bad'}")


def book_practical(page: Page) -> None:
    """The officer gives the candidate a place and two examiners."""
    page.goto("/staff/practicals")
    page.get_by_role("link", name=PRACTICAL).click()
    soon = (clock.now() + timedelta(minutes=5)).astimezone(CHINA_TIME)
    page.get_by_label("考生账号").fill(CONTACT)
    page.get_by_label("开考时间").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="列入本场").click()
    take(page, "06-session")
    page.get_by_role("link", name=re.compile(NAME)).click()
    for seat, examiner in enumerate(("示例考评甲", "示例考评乙"), start=1):
        page.get_by_role("button", name=about("指派", examiner)).click()
        expect(page.get_by_text(f"已指派第 {seat} 席考评员。")).to_be_visible()
    take(page, "06-booking")


def score(page: Page, step: str) -> None:
    """Both sheets on a phone, one dimension at a time, each sealed."""
    page.goto("/scoring/")
    take(page, f"{step}-0-work")
    mine = page.get_by_role("listitem").filter(has_text=mask(NAME))
    mine.get_by_role("link").click()
    for part, steps in (("过程评分", 7), ("复盘与答辩", 5)):
        take(page, f"{step}-1-case" if steps == 7 else f"{step}-3-case")
        page.get_by_role("link", name=about("评分", part)).click()
        fill_sheet(page, step if steps == 7 else None)
        page.get_by_role("button", name=f"封存{part}").click()
        page.get_by_role("dialog").get_by_role("button", name="封存", exact=True).click()
        expect(page.get_by_text("已封存。")).to_be_visible()
    take(page, f"{step}-4-done")


def fill_sheet(page: Page, step: str | None) -> None:
    """A band for everything that has bands, a note, every item of the lists done."""
    onward = page.get_by_role("button", name="下一项")
    part = page.locator("[data-step].here")
    for number in range(20):
        expect(part).to_have_count(1)
        bands = part.locator("fieldset.anchors label", has_text=re.compile(f"^{BAND}$"))
        if bands.count():
            bands.click()
        for box in part.locator(".checks input").all():
            box.check()
        if step and number in (0, 5):
            take(page, f"{step}-2-sheet-{number}", whole=number == 0)
        if not onward.is_visible():
            break
        onward.click()
    take(page, f"{step or '06-review'}-2-sheet-end")


def sees_nothing_of_others(first: Page, second: Page) -> None:
    """Who has sealed both sheets sees no other's before that one has; addresses do not help."""
    expect(first.get_by_text("各位考评员都封存两部分之后，这里显示彼此的评分。")).to_be_visible()
    expect(first.get_by_role("table")).to_have_count(0)
    for part in ("", "process", "review"):
        answer = second.goto(first.url.rstrip("/") + "/" + part)
        assert answer and answer.status == 404


def certify(page: Page, live: Live) -> None:
    """Business result, release of both parts, decision, award."""
    page.goto("/staff/practicals")
    page.get_by_role("link", name=PRACTICAL).click()
    page.get_by_role("link", name=re.compile(NAME)).click()
    page.get_by_label("无可比基线，分值并入过程").check()
    page.get_by_label("说明").fill("新账号，没有可比场次")
    take(page, "08-business")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("经营结果已登记。")).to_be_visible()
    live.until(lambda: _is_combined(page))
    take(page, "08-combined")
    release(page, EXAM, "08-release-exam")
    release(page, PRACTICAL, "08-release-practical")
    page.goto("/staff/decisions")
    take(page, "08-decisions")
    page.get_by_role("link", name=about("逐项看", NAME)).click()
    page.get_by_label("发证", exact=True).check()
    page.get_by_label("理由").fill("两部分均通过，条件齐全")
    take(page, "08-decision")
    page.get_by_role("button", name="记录决定").click()
    expect(page.get_by_text("决定已记录。")).to_be_visible()
    page.goto("/staff/certificates/")
    take(page, "09-award")
    page.get_by_role("button", name=about("颁发", NAME)).click()
    expect(page.get_by_text("已办理，并记入日志。")).to_be_visible()
    page.get_by_role("row").filter(has_text=NAME).get_by_role("link").click()
    take(page, "09-awarded")
    with page.expect_download() as paper:
        page.get_by_role("link", name="下载 PDF").click()
    digest = hashlib.sha256(paper.value.path().read_bytes()).hexdigest()
    expect(page.get_by_label("证书内容").locator("code")).to_have_text(digest)


def _is_combined(page: Page) -> bool:
    page.reload()
    return page.locator(".state", has_text="已合成").is_visible()


def release(page: Page, title: str, step: str) -> None:
    """Release what waits in a sitting or a session, after the question."""
    page.goto("/staff/results")
    page.get_by_role("link", name=title).click()
    take(page, step)
    page.get_by_role("button", name=re.compile(r"发布 \d+ 份成绩")).click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text(re.compile(r"已发布 \d+ 份成绩。"))).to_be_visible()


def fetch_certificate(page: Page, folder: Path) -> tuple[str, str]:
    """The candidate sees both results and downloads the certificate; what the paper says."""
    page.goto("/results/")
    take(page, "10-results")
    page.get_by_role("link", name=about("查看", EXAM)).click()
    expect(page.get_by_text("知识考试已通过")).to_be_visible()
    take(page, "10-result")
    page.goto("/results/")
    page.get_by_role("link", name=about("查看", PRACTICAL)).click()
    take(page, "10-result-practical")
    page.goto("/desk")
    take(page, "10-desk-certified")
    page.goto("/certificates/")
    take(page, "10-certificate")
    link = page.get_by_role("button", name="复制核验链接").get_attribute("data-copy")
    with page.expect_download() as kept:
        page.get_by_role("link", name="下载 PDF").click()
    number = kept.value.suggested_filename.removesuffix(".pdf")
    assert NUMBER.fullmatch(number)
    assert link
    file = folder / "certificate.pdf"
    kept.value.save_as(file)
    told = ["pdftotext", "-layout", str(file), "-"]
    text = subprocess.run(told, check=True, capture_output=True, text=True).stdout
    assert NAME in text
    assert number in text
    assert link.rsplit("/", 1)[1] in text.replace("-", "")
    return number, link


def verify(page: Page, number: str, link: str) -> None:
    """By number and name, masked; by the address in the QR code, with the whole name."""
    page.goto("/verify")
    take(page, "11-verify")
    page.get_by_label("证书编号").fill(number.lower())
    page.get_by_label("持证人姓名").fill(NAME)
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.get_by_text("有效证书")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(mask(NAME))
    expect(page.locator("main")).not_to_contain_text(NAME)
    take(page, "11-verified-by-name")
    page.goto(link)
    expect(page.get_by_text("有效证书")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    take(page, "11-verified-by-code")
    page.goto("/verify")
    page.get_by_label("证书编号").fill(number)
    page.get_by_label("持证人姓名").fill("示例旁人")
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.get_by_text("没有核验到")).to_be_visible()
    take(page, "11-not-matched")


def revoke(page: Page, number: str) -> None:
    """The other officer takes the certificate back."""
    page.goto("/staff/certificates/")
    page.get_by_role("link", name=number).click()
    page.locator("summary").filter(has_text="撤销").click()
    form = page.locator("form[action$=revoked]")
    form.get_by_label("原因类别").select_option("error")
    form.get_by_label("原因", exact=True).fill("试验：颁发后发现资料有误")
    take(page, "12-revoking")
    form.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已办理，并记入日志。")).to_be_visible()
    take(page, "12-revoked")


def says_revoked(page: Page, link: str) -> None:
    """The check says so at once."""
    page.goto(link)
    expect(page.get_by_text("证书已撤销")).to_be_visible()
    expect(page.get_by_text("有效证书")).to_have_count(0)
    take(page, "12-check-revoked")
