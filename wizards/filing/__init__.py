from . import file_correct
