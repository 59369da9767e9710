"""``odoo-bin kooperacje -d DATABASE``: the state of the system, as the page *Stan systemu* shows it."""

import optparse
import sys

from odoo import SUPERUSER_ID, api, fields
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class Kooperacje(Command):
    """Print the state of the system; with --repair mend what can be mended. Ends with 1 if something is red."""

    name = "kooperacje"

    def run(self, args):
        parser = config.parser
        parser.prog = self.prog
        group = optparse.OptionGroup(parser, "Kooperacje", self.__doc__)
        group.add_option("--repair", action="store_true", help="Mend what can be mended, then check again")
        group.add_option("--backup-done", action="store_true", help="Note that a backup has just come to its end")
        parser.add_option_group(group)
        options = config.parse_config(args, setup_logging=True)
        if len(config["db_name"]) != 1:
            sys.exit("Name one database: odoo-bin kooperacje -d DATABASE")
        registry = Registry(config["db_name"][0])
        if "kooperacje.system.check" not in registry:
            sys.exit(f"Kooperacje is not installed in {registry.db_name}.")
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "pl_PL"})
            if options.backup_done:
                env["ir.config_parameter"].set_param("kooperacje.backup_done_at", str(fields.Datetime.now()))
                return
            if options.repair:
                env["kooperacje.system.check"]._repair()
                env.flush_all()
            lines = env["kooperacje.system.check"]._lines()
            labels = dict(env["kooperacje.system.check"]._fields["state"]._description_selection(env))
        for line in lines:
            print(f"{labels[line['state']]:<16} {line['name']}: {line['finding']}")
            if line["advice"] and line["state"] != "ok":
                print(f"{'':<16} {line['advice']}")
        sys.exit(any(line["state"] == "fault" for line in lines))
