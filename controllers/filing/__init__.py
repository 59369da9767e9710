from . import file_list
