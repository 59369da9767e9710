from . import hsds
from . import workbook
