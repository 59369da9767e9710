from . import access
from . import read_log
