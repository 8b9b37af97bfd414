"""The forms on paper: A4, as wide as the sheet, with the form's name, version and page number."""

from typing import Any

from examsite.handbook.sheets import look
from examsite.handbook.sheets.placing import GUIDE
from examsite.handbook.sheets.shapes import Template
from examsite.kit.lazy import lazy

properties = lazy("openpyxl.worksheet.properties")

BOOK = "《跨越周期》操盘手手册"
A4 = 9


def set_up_print(sheet: Any, template: Template) -> None:
    """Paper, margins, header and footer of one worksheet."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    papers = {page.title: page.papers for page in template.pages} | {GUIDE: 1}
    sheet.page_setup.fitToHeight = papers[sheet.title]
    sheet.sheet_properties.pageSetUpPr = properties.PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.47
    margins.top, margins.bottom, margins.header, margins.footer = 0.75, 0.7, 0.35, 0.35
    sheet.print_options.horizontalCentered = True
    chapters = "、".join(map(str, template.chapters))
    sheet.oddHeader.left.text = template.title
    sheet.oddHeader.right.text = f"{BOOK}　第 {chapters} 章"
    sheet.oddFooter.left.text = f"{template.title}　模板第 {template.version} 版"
    sheet.oddFooter.right.text = "第 &P 页，共 &N 页"
    for line in (sheet.oddHeader, sheet.oddFooter):
        for part in (line.left, line.right):
            part.size, part.color = 8, look.INK_500
