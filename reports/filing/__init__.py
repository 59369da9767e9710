from . import case
from . import file_list
