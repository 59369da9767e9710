from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.modules.db import FunctionStatus, has_trigram, has_unaccent
from odoo.tools import SQL, config, sql

from odoo.addons.kooperacje.kernels import paper, polish_forms, signature
from odoo.addons.kooperacje.models.access.windows import window

# Where a backup script leaves the moment at which it ended, see docs/operations.md.
BACKUP_PARAMETER = "kooperacje.backup_done_at"
BACKUP_AGE = timedelta(days=2)
MAIL_DAYS = 7
# Odoo wakes its jobs every minute; a job that is a day late is not going to run by itself.
JOB_LATE = timedelta(days=1)
REPLICA_LAG = timedelta(seconds=10)

STATES = [("fault", "To be mended"), ("warning", "To be looked at"), ("ok", "In order")]


class SystemCheck(models.TransientModel):
    """Stan systemu: what has to hold of the server, the database and the jobs, and what to do where it does not.

    Each check is a method named in :meth:`_checks`, which other rooms extend; it answers with lines made by
    :meth:`_line`. Whoever administers the system reads them on a page and mends with one button what the program can
    mend; ``odoo-bin kooperacje`` (``make doctor``) prints the same. No line names a person or a case.
    """

    _name = "kooperacje.system.check"
    _description = "State of the system"
    # The page tells of a replica that lags; read from there it would be the page of the time before.
    _inherit = ["kooperacje.primary.mixin"]
    _order = "sequence, id"

    sequence = fields.Integer(readonly=True, export_string_translation=False)
    name = fields.Char("What is checked", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    # A text, which a list shows whole: names of indexes that are missing are long.
    finding = fields.Text(readonly=True)
    advice = fields.Text("What to do", readonly=True)
    # The name of the method that mends it; the client cannot write it.
    repair = fields.Char(readonly=True, export_string_translation=False)

    # ------------------------------------------------------------
    # The page
    # ------------------------------------------------------------

    @api.model
    def action_open(self):
        """Check everything now and show it.

        :raise AccessError: for who does not administer the system
        """
        self._check_administrator()
        # sudo: rows are made by the program alone; the administrator has been asked for above.
        Check = self.sudo()
        Check.search([("create_uid", "=", self.env.uid)]).unlink()
        Check.create(self._lines())
        return window(self.env, "action_system_check", domain=[("create_uid", "=", self.env.uid)])

    def action_repair(self):
        """Mend what these lines name, or all that can be mended, and check again.

        :raise AccessError: for who does not administer the system
        """
        self._check_administrator()
        # sudo: catalogue and jobs of the addon only, for the administrator of the system.
        self.sudo()._repair(set(self.mapped("repair")) or None)
        return self.action_open()

    @api.model
    def _check_administrator(self):
        if not self.env.su and not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("The state of the system is shown to whoever administers it."))

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    @api.model
    def _checks(self):
        """Names of the methods that check, in the order of the page. Each returns a list of :meth:`_line`."""
        return [
            "_check_extensions", "_check_alphabet", "_check_indexes", "_check_language", "_check_jobs", "_check_mail",
            "_check_sign_up", "_check_groups", "_check_papers", "_check_signatures", "_check_polish",
            "_check_backup", "_check_server", "_check_replica",
        ]

    @api.model
    def _lines(self):
        lines = [line for check in self._checks() for line in getattr(self, check)()]
        return [{**line, "sequence": number} for number, line in enumerate(lines)]

    @api.model
    def _line(self, state, name, finding, advice="", repair=""):
        """A line of the page. ``repair`` names the method that mends it, without arguments."""
        return {"name": name, "state": state, "finding": finding, "advice": advice, "repair": repair}

    @api.model
    def _repair(self, repairs=None):
        """Repair what can be repaired: by the methods named, or by those of all lines that are not in order.

        :return: names of the methods that ran
        """
        wanted = list(dict.fromkeys(
            line["repair"] for line in self._lines()
            if line["repair"] and line["state"] != "ok" and (repairs is None or line["repair"] in repairs)
        ))
        for repair in wanted:
            getattr(self, repair)()
        return wanted

    @api.model
    def _select(self, query, **arguments):
        self.env.cr.execute(SQL(query, **arguments))
        return self.env.cr.fetchall()

    @api.model
    def _check_papers(self):
        name = self.env._("Printing of papers")
        try:
            paper.check_engine()
        except paper.EngineMissing as missing:
            return [self._line("fault", name, self.env._("Missing: %s", missing), self.env._(
                "Papers are made by WeasyPrint. Install for the Python of Odoo: pip install weasyprint pikepdf; and of "
                "the system: libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0, fonts-dejavu-core. Restart Odoo.",
            ))]
        return [self._line("ok", name, self.env._("WeasyPrint makes them."))]

    @api.model
    def _check_signatures(self):
        name = self.env._("Reading of electronic signatures")
        try:
            signature.check_readers()
        except signature.ReadersMissing as missing:
            return [self._line("fault", name, self.env._("Missing: %s", missing), self.env._(
                "Signed files are read by pyHanko and signxml. Install for the Python of Odoo: pip install pyhanko "
                "signxml. Restart Odoo. Until then no electronic signature can be registered.",
            ))]
        return [self._line("ok", name, self.env._("pyHanko and signxml read them."))]

    @api.model
    def _check_polish(self):
        name = self.env._("Polish grammar in searching")
        if not polish_forms.is_there():
            return [self._line("warning", name, self.env._("Missing: %s", polish_forms.PACKAGE), self.env._(
                "Services are found by the beginnings of words: “uczeń” does not find “ucznia”. Install for the Python "
                "of Odoo: pip install morfeusz2. Restart Odoo.",
            ))]
        return [self._line("ok", name, self.env._("morfeusz2 knows the forms of words."))]

    # Database

    @api.model
    def _check_extensions(self):
        name = self.env._("Extensions of PostgreSQL")
        missing = []
        if not has_trigram(self.env.cr):
            missing.append("pg_trgm")
        unaccent = has_unaccent(self.env.cr)
        if unaccent != FunctionStatus.INDEXABLE:
            missing.append("unaccent" if not unaccent else self.env._("unaccent, which must be IMMUTABLE"))
        if missing:
            return [self._line(
                "fault", name, self.env._("Missing: %s", ", ".join(missing)), self.env._(
                    "Search finds mistyped words and words without Polish letters only with these extensions. Press "
                    "Repair. If PostgreSQL refuses, its administrator runs in this database: CREATE EXTENSION IF NOT "
                    "EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS unaccent; ALTER FUNCTION unaccent(text) IMMUTABLE; "
                    "and then restarts Odoo and presses Repair once more.",
                ), "_repair_extensions",
            )]
        if not config["unaccent"]:
            return [self._line(
                "warning", name, self.env._("Odoo does not use unaccent"),
                self.env._("Write “unaccent = True” into Odoo's configuration file and restart Odoo."),
            )]
        return [self._line("ok", name, self.env._("pg_trgm and unaccent are there"))]

    def _repair_extensions(self):
        for statement in (
            "CREATE EXTENSION IF NOT EXISTS pg_trgm", "CREATE EXTENSION IF NOT EXISTS unaccent",
            "ALTER FUNCTION unaccent(text) IMMUTABLE",
        ):
            try:
                with self.env.cr.savepoint(flush=False):
                    self.env.cr.execute(statement, log_exceptions=False)
            except psycopg2.Error:
                # Not this user's to do: the line stays red and says who has to.
                continue
        self.env.registry.has_unaccent = has_unaccent(self.env.cr)
        self.env.registry.has_trigram = has_trigram(self.env.cr)

    @api.model
    def _check_alphabet(self):
        name = self.env._("Polish alphabet")
        [(folds, sorts, collation)] = self._select("""
            SELECT lower('ŁĄŻĆ') = 'łążć', 'ł' < 'm' AND 'ć' < 'd' AND 'Ż' > 'y', datcollate
              FROM pg_database WHERE datname = current_database()
        """)
        if folds and sorts:
            return [self._line("ok", name, self.env._("Letters are folded and sorted as in Polish"))]
        finding = (
            self.env._("Names are sorted by code (%s): Ćwik stands after Zych", collation) if folds else
            self.env._("Capital and small Polish letters are strangers to each other (%s)", collation)
        )
        return [self._line(
            "warning" if folds or config["unaccent"] else "fault", name, finding, self.env._(
                "The alphabet is chosen when a database is made. Make one with a Polish alphabet and restore a dump "
                "into it: createdb -T template0 -E UTF8 --locale-provider=icu --icu-locale=pl-PL --locale=C.UTF-8 "
                "NEW, then pg_dump OLD | psql NEW. See docs/operations.md.",
            ),
        )]

    @api.model
    def _table_models(self):
        """Models with a table of their own, core's too: a restored dump loses indexes of both."""
        return [
            model for model in self.env.values() if model._auto and not model._abstract and not model._transient
        ]

    @api.model
    def _missing_indexes(self):
        """Names of indexes that the models declare and the database does not have; of ours also constraints."""
        expected = set()
        for model in self._table_models():
            expected |= {
                sql.make_index_name(model._table, field.name) for field in model._fields.values()
                if field.index and field.store and field.column_type
                and not (field.index == "trigram" and not self.env.registry.has_trigram)
                and not (field.translate and field.index != "trigram")
            }
            if model._name.startswith("kooperacje."):
                expected |= {
                    each.full_name(model) for each in model._table_objects.values()
                    if each.get_definition(self.env.registry)
                }
        there = {row[0] for row in self._select("""
            SELECT relname FROM pg_class WHERE relkind IN ('i', 'I') AND relnamespace = current_schema::regnamespace
            UNION SELECT conname FROM pg_constraint WHERE connamespace = current_schema::regnamespace
        """)}
        return sorted(expected - there)

    @api.model
    def _check_indexes(self):
        name = self.env._("Indexes and constraints")
        missing = self._missing_indexes()
        if not missing:
            return [self._line("ok", name, self.env._("All are there"))]
        return [self._line(
            "fault", name, self.env._("Missing: %s", ", ".join(missing)), self.env._(
                "A restored database may have lost them, or rows that contradict each other keep a constraint from "
                "being made. Mend the extensions first, then press Repair. What stays on the list is named with its "
                "reason in Odoo's log.",
            ), "_repair_indexes",
        )]

    def _repair_indexes(self):
        registry, models_ = self.env.registry, self._table_models()
        if has_unaccent(self.env.cr) != FunctionStatus.PRESENT:
            # Else indexes of words would be made without unaccent, be there, and serve no search.
            registry.check_indexes(self.env.cr, [model._name for model in models_])
        missing = set(self._missing_indexes())
        for model in models_:
            for each in model._table_objects.values():
                if each.full_name(model) in missing:
                    each.apply_to_database(model)

    @api.model
    def _check_language(self):
        name = self.env._("Polish language")
        # sudo: which languages there are.
        if self.env["res.lang"].sudo().search_count([("code", "=", "pl_PL"), ("active", "=", True)]):
            return [self._line("ok", name, self.env._("Installed"))]
        return [self._line(
            "fault", name, self.env._("Polish is not installed"),
            self.env._("Press Repair: Polish is installed, and each user chooses it in the own preferences."),
            "_repair_language",
        )]

    def _repair_language(self):
        self.env["base.language.install"].create({
            "lang_ids": self.env["res.lang"].with_context(active_test=False).search([("code", "=", "pl_PL")]).ids,
        }).lang_install()

    # Jobs and mail

    @api.model
    def _our_jobs(self):
        # sudo: the jobs of the addon, which hold no personal data.
        rows = self.env["ir.model.data"].sudo().search([("module", "=", "kooperacje"), ("model", "=", "ir.cron")])
        return self.env["ir.cron"].sudo().with_context(active_test=False).browse(rows.mapped("res_id")).exists()

    @api.model
    def _check_jobs(self):
        name, jobs = self.env._("Nightly jobs"), self._our_jobs()
        late = fields.Datetime.now() - JOB_LATE
        off, failing = jobs.filtered(lambda job: not job.active), jobs.filtered("failure_count")
        waiting = jobs.filtered(lambda job: job.active and job.nextcall < late)
        lines = []
        if off:
            lines.append(self._line(
                "fault", name, self.env._("Switched off: %s", ", ".join(off.mapped("name"))), self.env._(
                    "Odoo switches a job off after it has failed several times. Press Repair to switch it on; if it "
                    "fails again, Odoo's log says why.",
                ), "_repair_jobs",
            ))
        if failing - off:
            lines.append(self._line(
                "warning", name, self.env._("Failed last time: %s", ", ".join((failing - off).mapped("name"))),
                self.env._("Odoo tries again by itself. If this stays until tomorrow, Odoo's log says why."),
            ))
        if waiting:
            lines.append(self._line(
                "fault", name, self.env._("More than a day late: %s", ", ".join(waiting.mapped("name"))), self.env._(
                    "Nobody runs the jobs. Exactly one of your Odoo servers needs “max_cron_threads = 1” or more in "
                    "its configuration file.",
                ),
            ))
        return lines or [self._line("ok", name, self.env._("All of them run"))]

    def _repair_jobs(self):
        self._our_jobs().filtered(lambda job: not job.active).write({
            "active": True, "failure_count": 0, "first_failure_date": False,
        })

    @api.model
    def _has_mail_server(self):
        """Whether mail has a way out: a server kept in the database, or one named in Odoo's configuration file."""
        # sudo: whether there is one, nothing of it.
        return bool(self.env["ir.mail_server"].sudo().search_count([], limit=1)) or (
            config["smtp_server"] not in (False, "", "localhost")
        )

    @api.model
    def _check_mail(self):
        name, since = self.env._("E-mail"), fields.Datetime.now() - timedelta(days=MAIL_DAYS)
        # sudo: how many messages of this program failed; neither a subject nor an address is read.
        failed = self.env["mail.mail"].sudo().search_count([
            ("state", "=", "exception"), ("write_date", ">=", since), ("model", "=like", "kooperacje.%"),
        ])
        if failed:
            return [self._line(
                "fault", name, self.env._("%(count)s messages were not sent in %(days)s days", count=failed,
                                          days=MAIL_DAYS),
                self.env._("Open Settings, Technical, Emails: each one says why. Mend the cause and press Retry."),
            )]
        if not self._has_mail_server():
            return [self._line(
                "warning", name, self.env._("No outgoing server is set"), self.env._(
                    "Set one in Settings, or hand invitations over: whoever gives access finds a link beside each "
                    "person who was invited.",
                ),
            )]
        return [self._line("ok", name, self.env._("Messages go out"))]

    @api.model
    def _check_groups(self):
        name = self.env._("Groups of the Model")
        others = self.env["res.groups"]._of_the_model()._implying_roles()
        if not others:
            return [self._line("ok", name, self.env._("Only roles give them"))]
        return [self._line(
            "fault", name, self.env._("Given without a role by: %s", ", ".join(others.mapped("full_name"))), self.env._(
                "Another program has put groups of the Model into groups of its own: whoever is in these sees screens "
                "of the Model without a role. Press Repair: they are taken out, and who holds a role keeps them. Then "
                "take them out of that program's roles too.",
            ), "_repair_groups",
        )]

    def _repair_groups(self):
        self.env["res.groups"]._end_implied_roles()

    @api.model
    def _is_sign_up_open(self):
        """Whether strangers make themselves accounts of guests."""
        # sudo: one setting.
        return self.env["ir.config_parameter"].sudo().get_param("auth_signup.invitation_scope") == "b2c"

    @api.model
    def _check_sign_up(self):
        name = self.env._("Accounts")
        if self._is_sign_up_open():
            return [self._line(
                "warning", name, self.env._("Anyone may make a portal account"), self.env._(
                    "In Settings, under Customer Account, choose “On invitation”, unless the office wants it so.",
                ),
            )]
        return [self._line("ok", name, self.env._("Only who is invited gets one"))]

    @api.model
    def _close_sign_up(self):
        """Accounts are made on invitation alone. No repair: an office with a shop may want it otherwise."""
        self._check_administrator()
        # sudo: one setting, for the administrator of the system.
        self.env["ir.config_parameter"].sudo().set_param("auth_signup.invitation_scope", "b2b")

    # Server

    @api.model
    def _check_backup(self):
        name = self.env._("Backup")
        # sudo: one setting.
        said = self.env["ir.config_parameter"].sudo().get_param(BACKUP_PARAMETER)
        try:
            done = fields.Datetime.to_datetime(said or None)
        except ValueError:
            done = None
        if not done:
            return [self._line(
                "warning", name, self.env._("Nothing is known of a backup"), self.env._(
                    "Let the script that makes the backup say so at its end: odoo-bin kooperacje -d DATABASE "
                    "--backup-done. See docs/operations.md.",
                ),
            )]
        age = fields.Datetime.now() - done
        finding = self.env._("The last one is %s days old", age.days)
        if age > BACKUP_AGE:
            return [self._line(
                "fault", name, finding,
                self.env._("See why the script did not come to its end. Until then, make a backup by hand."),
            )]
        return [self._line("ok", name, finding)]

    @api.model
    def _check_server(self):
        name, lines = self.env._("Server"), []
        if config.verify_admin_password("admin"):
            lines.append(self._line(
                "fault", name, self.env._("The master password is “admin”"),
                self.env._("Whoever reaches the page of databases can take everything. Set admin_passwd in Odoo's "
                           "configuration file."),
            ))
        if config["list_db"]:
            lines.append(self._line(
                "warning", name, self.env._("The page of databases is open to everyone"),
                self.env._("Write “list_db = False” into Odoo's configuration file."),
            ))
        if not config["workers"]:
            lines.append(self._line(
                "warning", name, self.env._("Odoo runs as one process"), self.env._(
                    "One long report makes everyone wait. Set “workers” in Odoo's configuration file: two for each "
                    "core and one more.",
                ),
            ))
        # sudo: one setting.
        url = self.env["ir.config_parameter"].sudo().get_param("web.base.url") or ""
        if url.startswith("https:") and not config["proxy_mode"]:
            lines.append(self._line(
                "warning", name, self.env._("Odoo does not know that a proxy stands in front of it"), self.env._(
                    "Every visitor has the proxy's address, so that limits of rate hit all of them together. Write "
                    "“proxy_mode = True” into Odoo's configuration file.",
                ),
            ))
        return lines or [self._line("ok", name, self.env._("Set for daily work"))]

    @api.model
    def _check_replica(self):
        name = self.env._("Replica")
        if not config["db_replica_host"]:
            return [self._line("ok", name, self.env._("There is none"))]
        [(commit, standbys, written)] = self._select(
            "SELECT current_setting('synchronous_commit'), current_setting('synchronous_standby_names'),"
            " pg_current_wal_lsn()",
        )
        lines = []
        if commit != "remote_apply" or not standbys:
            lines.append(self._line(
                "fault", name, self.env._("What was just closed may still be shown from the replica"), self.env._(
                    "What is closed must be closed on the replica too, before the one who closed it is told so. Set on "
                    "the primary: synchronous_commit = remote_apply, and name the replica in "
                    "synchronous_standby_names.",
                ),
            ))
        with self.env.registry.cursor(readonly=True) as cr:
            # Where all has been replayed that the primary had written, the age of the last change is no lag.
            cr.execute(SQL(
                "SELECT pg_is_in_recovery(), CASE WHEN pg_last_wal_replay_lsn() >= %s::pg_lsn THEN NULL"
                " ELSE now() - pg_last_xact_replay_timestamp() END", written,
            ))
            is_replica, lag = cr.fetchone()
        if not is_replica:
            lines.append(self._line(
                "warning", name, self.env._("The replica does not answer, or is none"),
                self.env._("Look at db_replica_host and db_replica_port in Odoo's configuration file."),
            ))
        elif lag and lag > REPLICA_LAG:
            lines.append(self._line(
                "warning", name, self.env._("It is %s seconds behind", round(lag.total_seconds())),
                self.env._("Look at the replica's log, and whether it is reached from the primary."),
            ))
        return lines or [self._line("ok", name, self.env._("It follows at once"))]
