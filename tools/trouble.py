import contextlib
import errno
import re
import shutil
from pathlib import Path

NO_SPACE = re.compile(r"No space left on device|ENOSPC|Disk quota exceeded|not enough free space", re.IGNORECASE)
NO_NETWORK = re.compile(
    r"Could not resolve|Temporary failure resolving|Name or service not known|Failed to resolve|Failed to fetch"
    r"|Connection refused|Connection timed out|connection timed out|Unable to connect|Could not connect"
    r"|Network is unreachable|No route to host|Cannot connect to proxy|NewConnectionError|ProxyError"
    r"|ConnectTimeoutError|ReadTimeoutError|Read timed out|Connection broken|IncompleteRead|Connection failed"
    r"|certificate verify failed|Unable to locate package|has no installation candidate"
    r"|Some index files failed to download"
)


class Trouble(Exception):
    """What the person at the keyboard can put right: the message is one line and says what to do next."""


class CommandFailed(Trouble):
    """A program ended badly; `output` holds the end of what it wrote."""

    def __init__(self, what, code, output, log):
        self.what, self.code, self.output, self.log = what, code, output, log
        super().__init__(f"{what} failed (exit code {code}): {last_words(output)} The whole log: {log}")


def last_words(output):
    """The line of a program's output that most likely names the cause, as a sentence."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if re.match(r"(E:|ERROR|FATAL|error:|\S*Error\b|.* (ERROR|CRITICAL) )", line)]
    line = (telling or lines or ["it said nothing"])[-1]
    return line if line.endswith(".") else f"{line}."


def explain(failure, server, folder):
    """Turn a failed program into the trouble behind it: a full disk, or a package server out of reach."""
    if NO_SPACE.search(failure.output):
        return full_disk(folder)
    unreached = NO_NETWORK.search(failure.output)
    if unreached:
        return Trouble(
            f"{server} cannot be reached ({unreached[0]}). Check the network or the proxy and run the same command"
            f" again: it goes on where it stopped. The whole log: {failure.log}"
        )
    return failure


@contextlib.contextmanager
def disk_trouble(folder):
    """Turn a write that found the disk full into the trouble it is."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise full_disk(folder) from error
        raise


def full_disk(folder):
    free = shutil.disk_usage(existing(folder)).free >> 20
    return Trouble(
        f"The disk that holds {folder} is full ({free} MB left): free some space, or name another folder with"
        " KOOPERACJE_CACHE=, and run the same command again."
    )


def existing(folder):
    """The folder itself, or the nearest one above it that exists."""
    folder = Path(folder)
    while not folder.exists():
        folder = folder.parent
    return folder
