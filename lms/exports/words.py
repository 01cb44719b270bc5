from lms.exports.models import Format
from lms.web.i18n import lazy_gettext as _l

FORMATS = {Format.xlsx: _l("Excel"), Format.csv: _l("CSV"), Format.pdf: _l("PDF")}
