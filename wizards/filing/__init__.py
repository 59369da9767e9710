from . import file_correct
from . import release_make
from . import whole_file
