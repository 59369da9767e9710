from . import hsds
from . import residents
from . import workbook
