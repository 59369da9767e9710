from . import file_list
from . import whole_file
from . import case
