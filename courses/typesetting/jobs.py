from lms.fonts import fetch_cjk_fonts
from lms.jobs import Run, handler
from lms.web.i18n import lazy_gettext as _l

FETCH_FONTS = "typesetting.fetch_fonts"


@handler(FETCH_FONTS, label=_l("获取汉字字体"))
def fetch_fonts(run: Run) -> None:
    """Fetch the glyphs that documents are set with. Where there are some, nothing is done."""
    fetch_cjk_fonts(run.settings.data_dir)
