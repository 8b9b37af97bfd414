"""Pages of the bank: the statement, the list and its export, one item and its review."""

from flask import flash, request, url_for
from flask_babel import gettext as _

from examsite.accounts.queries import get_document
from examsite.accounts.services.documents import give_consent
from examsite.domain.item_life import possible
from examsite.domain.permissions import Permission
from examsite.items.entering import signed
from examsite.items.forms import FindItems, SendBack
from examsite.items.policies import CONFIDENTIALITY
from examsite.items.queries.about import list_holdings
from examsite.items.queries.bank import Current, count_versions, find_cited, list_areas
from examsite.items.queries.listing import get_current, list_items
from examsite.items.queries.reviews import has_signed, list_reviews
from examsite.items.services import reviewing
from examsite.items.services.exporting import export_items
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.markup import inline, shown
from examsite.kit.spreadsheet import XLSX
from examsite.kit.web import Pages, answer_file, page, safe_next, see_other, to

pages = Pages("items_staff", __name__, prefix="/staff/items")
MAY, REVIEW = Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS


@pages.get("/confidentiality", may=MAY)
def confidentiality() -> object:
    """The statement, to be read and accepted before the bank opens."""
    document = get_document(CONFIDENTIALITY)
    return page(
        "items/confidentiality.html",
        document=document,
        body=shown(document.body, {}),
        done=has_signed(the_viewer()),
        back=safe_next(request.args.get("next"), url_for("items_staff.listing")),
    )


@pages.post("/confidentiality", may=MAY)
def sign() -> object:
    """Accept the statement as it is now, and go on to where one wanted to go."""
    give_consent(get_document(CONFIDENTIALITY), by=the_viewer(), now=clock.now())
    return to(safe_next(request.form.get("next"), url_for("items_staff.listing")))


@pages.get("", may=MAY)
@signed
def listing() -> object:
    """Items by level, area, type and state."""
    form = FindItems.asked(list_areas())
    found = list_items(form.wanted(), visible_to=the_viewer())
    kept = {name: value for name, value in form.data.items() if value}

    def page_url(number: int) -> str:
        return url_for("items_staff.listing", page=number, **kept)

    return page("items/listing.html", form=form, found=found, page_url=page_url, kept=kept)


@pages.get("/export.xlsx", may=MAY)
@signed
def export() -> object:
    """The items of the list as a workbook."""
    wanted = FindItems.asked(list_areas()).wanted()
    data = export_items(wanted, by=the_viewer(), now=clock.now())
    return answer_file(data, "items.xlsx", XLSX)


@pages.get("/about", may=MAY)
def about() -> object:
    """What the bank holds, where it comes from, how it was checked and what is still missing."""
    return page("items/about.html", holdings=list_holdings())


def _item_page(current: Current, form: SendBack) -> str:
    """One item as it stands, with its key and rationales, and what may be done with it."""
    item, content = current.item, current.version.content
    return page(
        "items/show.html",
        current=current,
        material=shown(content.get("material", ""), content.get("figures", {})),
        cited=find_cited(current.version.passage),
        inline=inline,
        versions=count_versions(item),
        reviews=list_reviews(item),
        acts=frozenset() if item.shipped else possible(item.state),
        own=item.author_id == the_viewer().id,
        reviewing=REVIEW,
        seen=reviewing.mark_of(current),
        form=form,
    )


@pages.get("/<public_id>", may=MAY)
@signed
def show(public_id: str) -> object:
    """One item."""
    return _item_page(get_current(public_id, visible_to=the_viewer()), SendBack())


def _seen() -> str:
    """The version the reviewer had in front of him."""
    return request.form.get("seen", "")


@pages.post("/<public_id>/approval", may=REVIEW)
@signed
def approve(public_id: str) -> object:
    """A reviewer finds the item right."""
    current = get_current(public_id, visible_to=the_viewer())
    reviewing.approve(current, seen=_seen(), by=the_viewer(), now=clock.now())
    flash(_("已通过审题。启用之后才会被抽进试卷。"), "good")
    return see_other("items_staff.show", public_id=public_id)


@pages.post("/<public_id>/use", may=REVIEW)
@signed
def put_to_use(public_id: str) -> object:
    """A reviewer lets forms draw it."""
    current = get_current(public_id, visible_to=the_viewer())
    reviewing.put_to_use(current, seen=_seen(), by=the_viewer(), now=clock.now())
    flash(_("已启用，组卷时可以抽到这道题。"), "good")
    return see_other("items_staff.show", public_id=public_id)


@pages.post("/<public_id>/return", may=REVIEW)
@signed
def send_back(public_id: str) -> object:
    """A reviewer sends the item back to its author, and says why."""
    current, form = get_current(public_id, visible_to=the_viewer()), SendBack()
    if not form.validate():
        return _item_page(current, form), 422
    note = form.note.data or ""
    reviewing.send_back(current, note=note, seen=_seen(), by=the_viewer(), now=clock.now())
    flash(_("已退回草稿，命题人会看到理由。"), "good")
    return see_other("items_staff.show", public_id=public_id)
