from . import loader
from . import process
