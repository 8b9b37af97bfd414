"""Pages for those who write items: the list, and one item with its key and reasons."""

from flask import url_for

from examsite.domain.permissions import Permission
from examsite.items import queries
from examsite.items.forms import FindItems
from examsite.kit.markup import inline, shown
from examsite.kit.web import Pages, page

pages = Pages("items_staff", __name__, prefix="/staff/items")


@pages.get("", may=Permission.WRITE_ITEMS)
def listing() -> object:
    """Items by area, type and state."""
    form = FindItems.asked(queries.list_areas())
    wanted = form.wanted()

    def page_url(number: int) -> str:
        kept = {name: value for name, value in form.data.items() if value}
        return url_for("items_staff.listing", page=number, **kept)

    return page(
        "items/listing.html", form=form, found=queries.list_items(wanted), page_url=page_url
    )


@pages.get("/<public_id>", may=Permission.WRITE_ITEMS)
def show(public_id: str) -> object:
    """One item as it stands, read-only, with its key and rationales."""
    current = queries.get_current(public_id)
    content = current.version.content
    return page(
        "items/show.html",
        current=current,
        material=shown(content.get("material", ""), content.get("figures", {})),
        cited=queries.find_cited(current.version.passage),
        inline=inline,
        versions=queries.count_versions(current.item),
    )
