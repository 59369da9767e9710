from . import file_correct
from . import release_make
