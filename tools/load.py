"""How long people wait when many of them come: `make load`. ONLY=people or ONLY=answers runs one part.

Each part builds its own database out of KOOPERACJE_TEMPLATE and starts and stops its own server on 127.0.0.1; its
requests are bounded in number and time.
"""

import importlib
import sys
from pathlib import Path

# Started with a safe path, on which what lies beside this file is not looked for.
sys.path.insert(0, str(Path(__file__).resolve().parent))

PARTS = ("people", "answers")


def main(only):
    goals = []
    for part in only or PARTS:
        print(f"\n{part}", flush=True)
        goals += importlib.import_module(f"load_{part}").run()
    print(f"\n{sum(goals)} of {len(goals)} goals met")
    return 0 if all(goals) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
