from . import replica
