from dateutil.relativedelta import relativedelta
from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels import keeping, seal
from odoo.addons.kooperacje.kernels.office_day import office_today

# One block at most; what has waited longer is closed in several.
ROWS_OF_BLOCK = 10_000
# Blocks whose rows are deleted in one transaction.
TRIM_BATCH = 200
TRIM_MAILS = 5_000
# Of advisory locks of PostgreSQL: one machine at a time closes blocks.
CLOSING = 0x4B53454C
# A row as ``kernels/seal.py`` says it, computed where the rows are.
ROW_BYTES = SQL(
    "int4send(log.id) || timestamp_send(log.logged_at) || int4send(log.user_id)"
    " || int4send(COALESCE(log.institution_id, 0)) || int4send(log.company_id)"
    " || convert_to(log.channel || '|' || COALESCE(log.subject_key, '') || E'\\n', 'UTF8')",
)
ROWS_DIGEST = SQL("encode(sha256(string_agg(%s, ''::bytea ORDER BY log.id)), 'hex')", ROW_BYTES)


class ReadBlock(models.Model):
    """Seal over rows of the log of reads: what was changed, removed or put in afterwards is found.

    Reading never waits for it: a job closes a block for each office every few minutes. A block covers the rows of the
    office with numbers above ``after_id`` up to ``last_id`` and bears their digest and that of the block before. Whose
    data were read stands in a row by a key that the case or person bears; erasing takes the number from the row and
    the key from the case, and the digest stays what it was.

    Rows past their period are deleted by whole blocks; the block remains.

    *Rows that come late.* Numbers are given before a transaction commits, so a slow one may write a lower number than
    rows already there. A block therefore ends at a mark made earlier (``kooperacje.read.mark``), once every transaction
    that was at work at the next mark has ended. A restored copy counts its transactions anew: a mark from ahead of the
    counter is of another life of the database, in which nothing is at work any more.
    """

    _name = "kooperacje.read.block"
    _description = "Seal of the log of accesses"
    _inherit = ["kooperacje.unedited.mixin"]
    _order = "company_id, number desc"
    _rec_name = "number"
    _log_access = False

    company_id = fields.Many2one("res.company", "Controller", required=True, ondelete="restrict")
    number = fields.Integer("Block", required=True, aggregator=None)
    after_id = fields.Integer("After row", required=True, aggregator=None)
    last_id = fields.Integer("Up to row", required=True, aggregator=None)
    row_count = fields.Integer("Rows", required=True)
    first_logged_at = fields.Datetime("First access", required=True)
    last_logged_at = fields.Datetime("Last access", required=True)
    closed_at = fields.Datetime("Sealed at", required=True)
    rows_digest = fields.Char("Digest of the rows", required=True)
    previous = fields.Char("Digest before", required=True)
    digest = fields.Char(required=True)
    trimmed_on = fields.Date("Rows deleted on", help="Their period of keeping was over. The seal stays in the chain.")

    _number_uniq = models.UniqueIndex("(company_id, number)")
    _last_idx = models.Index("(last_id)")

    def _refuse_edit(self):
        raise UserError(self.env._("The seals of the log of accesses are kept by the program; nobody changes them."))

    def init(self):
        """The same guard as that of the log itself; see ``kooperacje.read.log.init``."""
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION kooperacje_read_block_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE' AND current_setting('kooperacje.log_step', TRUE) = 'trim' THEN
                    RETURN NULL;
                END IF;
                RAISE EXCEPTION 'the seals of the log of accesses are append-only';
            END $$;
            CREATE OR REPLACE TRIGGER kooperacje_read_block_append_only
                BEFORE UPDATE OR DELETE OR TRUNCATE ON kooperacje_read_block
                FOR EACH STATEMENT EXECUTE FUNCTION kooperacje_read_block_append_only();
        """)

    # ------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------

    @api.model
    def _cron_close(self):
        self.env["kooperacje.job"]._check_by_itself()
        self._close()

    @api.model
    def _close(self):
        """Close blocks up to the last mark that nothing can come before, and make a new mark.

        Four statements, whatever the number of offices and rows. Of two machines that close at once one does.

        :return: number of blocks closed
        """
        cr = self.env.cr
        cr.flush()
        cr.execute("SELECT pg_try_advisory_xact_lock(%s)", [CLOSING])
        if not cr.fetchone()[0]:
            return 0
        try:
            with cr.savepoint(flush=False):
                closed = self._seal_up_to(self._sealable_id())
                self._mark()
        except (SerializationFailure, UniqueViolation):
            # The other machine closed the same rows after this transaction began.
            return 0
        self.invalidate_model()
        return closed

    @api.model
    def _mark(self):
        """Note the last number given, and the first transaction that had not begun."""
        self.env.cr.execute("""
            INSERT INTO kooperacje_read_mark (last_id, next_transaction, began_at, marked_at)
            SELECT CASE WHEN is_called THEN last_value ELSE 0 END, pg_snapshot_xmax(pg_current_snapshot())::text,
                   now() AT TIME ZONE 'UTC', clock_timestamp() AT TIME ZONE 'UTC'
              FROM kooperacje_read_log_id_seq
        """)

    @api.model
    def _sealable_id(self):
        """The highest number of a row that no transaction can write below any more.

        A number is given some microseconds before its transaction gets one of its own. So the transactions asked are
        those of the *next* mark, which began after this one was made. Those of other databases are left out: they
        write nothing here, and some last for hours. One that has ended since this transaction began counts as at work,
        for its rows are not seen yet.
        """
        rows = self.env.execute_query(SQL("""
            WITH at_work AS (
                SELECT xid::text::numeric AS number FROM pg_snapshot_xip(pg_current_snapshot()) xid
                 WHERE xid::text::numeric %% 4294967296 NOT IN (
                           SELECT backend_xid::text::numeric FROM pg_stat_activity
                            WHERE datname != current_database() AND backend_xid IS NOT NULL)
            ), safe AS (
                SELECT mark.id, mark.last_id FROM kooperacje_read_mark mark
                  JOIN kooperacje_read_mark later ON later.began_at > mark.marked_at
                 WHERE later.next_transaction::numeric > pg_snapshot_xmax(pg_current_snapshot())::text::numeric
                    OR NOT EXISTS (SELECT FROM at_work WHERE number < later.next_transaction::numeric)
              ORDER BY mark.id DESC LIMIT 1
            ), passed AS (
                DELETE FROM kooperacje_read_mark WHERE id < (SELECT id FROM safe)
            )
            SELECT last_id FROM safe
        """))
        return rows[0][0] if rows else 0

    @api.model
    def _seal_up_to(self, last_id):
        blocks, last = [], {}
        for company_id, row_count, top, is_end, first_at, last_at, digest, *chain in (
            self.env.execute_query(SQL(
                """
                WITH chain AS (
                    SELECT DISTINCT ON (company_id) company_id, number, last_id, digest FROM kooperacje_read_block
                  ORDER BY company_id, number DESC
                ), fresh AS (
                    SELECT *, (row_number() OVER (PARTITION BY company_id ORDER BY id) - 1) / %(size)s AS part
                      FROM kooperacje_read_log
                     WHERE id > (SELECT COALESCE(MAX(last_id), 0) FROM kooperacje_read_block) AND id <= %(last)s
                ), sealed AS (
                    SELECT log.company_id, part, COUNT(*) AS row_count, MAX(log.id) AS top,
                           part = MAX(part) OVER (PARTITION BY log.company_id) AS is_end,
                           MIN(logged_at) AS first_at, MAX(logged_at) AS last_at, %(digest)s AS digest
                      FROM fresh log GROUP BY log.company_id, part
                )
                SELECT sealed.company_id, row_count, top, is_end, first_at, last_at, sealed.digest,
                       COALESCE(chain.number, 0), COALESCE(chain.last_id, 0), chain.digest
                  FROM sealed LEFT JOIN chain ON chain.company_id = sealed.company_id
              ORDER BY sealed.company_id, part
                """,
                size=ROWS_OF_BLOCK, last=last_id, digest=ROWS_DIGEST,
            ))
        ):
            before, after_id, previous = last.get(company_id) or chain
            number, upper, previous = before + 1, last_id if is_end else top, previous or seal.BEGINNING
            whole = seal.block_digest(previous, company_id, number, after_id, upper, row_count, digest)
            last[company_id] = (number, upper, whole)
            blocks.append(SQL("%s", (
                company_id, number, after_id, upper, row_count, first_at, last_at, digest, previous, whole,
            )))
        if blocks:
            self.env.cr.execute(SQL(
                "INSERT INTO kooperacje_read_block (company_id, number, after_id, last_id, row_count, first_logged_at,"
                " last_logged_at, rows_digest, previous, digest, closed_at)"
                " SELECT made.*, clock_timestamp() AT TIME ZONE 'UTC' FROM (VALUES %s) made", SQL(", ").join(blocks),
            ), log_exceptions=False)
        return len(blocks)

    # ------------------------------------------------------------
    # Trimming
    # ------------------------------------------------------------

    @api.model
    def _keep_years(self, company):
        """Years for which the office keeps its log: by its class of the register of files, two at least."""
        one = self.env["kooperacje.file.kind"]._class_of("kooperacje.read.log", company)
        return None if one.is_for_ever else max(one.keep_years, keeping.LOG_YEARS)

    @api.model
    def _cron_trim(self):
        """Delete the rows of blocks whose period is over (KRI: two years at least); the seals remain."""
        self.env["kooperacje.job"]._run(
            "kooperacje.read.block._cron_trim", self._find_to_trim, type(self)._trim, batch=TRIM_BATCH,
            office=lambda block: block.company_id,
        )
        self._trim_mails()

    @api.model
    def _trim_mails(self):
        """Delete mails of the program that went out or failed, when the period of their class is over.

        Odoo deletes most of them when they are sent. Those of other applications are theirs.
        """
        years = self.env["kooperacje.file.kind"]._class_of("mail.mail", self.env["res.company"]).keep_years
        old = self.env["mail.mail"].search([
            ("state", "in", ("sent", "exception", "cancel")), ("model", "=like", "kooperacje.%"),
            ("date", "<", fields.Datetime.now() - relativedelta(years=years)),
        ], limit=TRIM_MAILS)
        if years:
            old.unlink()

    @api.model
    def _find_to_trim(self):
        result = self.browse()
        for company in self.env["res.company"].browse(
            company.id for [company] in self._read_group([], ["company_id"])
        ):
            years = self._keep_years(company)
            if years is not None:
                result |= self.search([
                    ("company_id", "=", company.id), ("trimmed_on", "=", False),
                    ("last_logged_at", "<", office_today() - relativedelta(years=years)),
                ])
        return result

    def _trim(self):
        """Two statements for any number of blocks."""
        Log = self.env["kooperacje.read.log"]
        with Log._step("trim"):
            self.env.cr.execute(SQL(
                """
                DELETE FROM kooperacje_read_log log USING kooperacje_read_block block
                 WHERE block.id = ANY(%s) AND log.company_id = block.company_id
                   AND log.id > block.after_id AND log.id <= block.last_id
                """, self.ids,
            ))
            self.env.cr.execute(SQL(
                "UPDATE kooperacje_read_block SET trimmed_on = %s WHERE id = ANY(%s)", office_today(), self.ids,
            ))
        self.invalidate_model()
        Log.invalidate_model()

    # ------------------------------------------------------------
    # Checking
    # ------------------------------------------------------------

    @api.model
    def _check_seals(self, company):
        """Compare the log of an office with its seals. Three statements for any number of rows.

        :return: ``(rows, blocks, faults)``; a fault is ``(number of the block, kind)`` with the kinds ``changed``,
            ``removed``, ``inserted`` (of the rows), ``subject`` (of whom a row is), ``block`` (the block itself) and
            ``missing`` (no such block)
        """
        faults, rows, previous, expected, after = [], 0, seal.BEGINNING, 1, 0
        found = self.env.execute_query(self._seen_sql(company))
        for number, after_id, last_id, row_count, digest, before, whole, trimmed_on, seen, seen_digest in found:
            if number != expected or after_id != after:
                faults += [(missing, "missing") for missing in range(expected, number)] or [(number, "block")]
            elif before != previous or whole != seal.block_digest(
                before, company.id, number, after_id, last_id, row_count, digest,
            ):
                faults.append((number, "block"))
            if trimmed_on:
                if seen:
                    faults.append((number, "inserted"))
            elif seen != row_count:
                faults.append((number, "removed" if seen < row_count else "inserted"))
            elif seen_digest != digest:
                faults.append((number, "changed"))
            rows += seen
            previous, expected, after = whole, number + 1, last_id
        faults += self._foreign_subjects(company)
        return rows, len(found), sorted(set(faults))

    @api.model
    def _seen_sql(self, company):
        return SQL(
            """
            SELECT block.number, block.after_id, block.last_id, block.row_count, block.rows_digest, block.previous,
                   block.digest, block.trimmed_on, COALESCE(seen.row_count, 0), seen.digest
              FROM kooperacje_read_block block
         LEFT JOIN LATERAL (
                       SELECT COUNT(*) AS row_count, %(digest)s AS digest FROM kooperacje_read_log log
                        WHERE log.company_id = block.company_id AND log.id > block.after_id AND log.id <= block.last_id
                   ) seen ON TRUE
             WHERE block.company_id = %(company)s ORDER BY block.number
            """, digest=ROWS_DIGEST, company=company.id,
        )

    @api.model
    def _foreign_subjects(self, company):
        """Blocks with a row whose case or person is not the one whose key it bears. Erased ones bear none."""
        return self.env.execute_query(SQL(
            """
            WITH wrong AS (
                SELECT log.id FROM kooperacje_read_log log
             LEFT JOIN kooperacje_case c ON c.id = log.case_id
             LEFT JOIN kooperacje_person person ON person.id = log.person_id
                 WHERE log.company_id = %(company)s
                   AND (c.read_key IS DISTINCT FROM log.subject_key AND c.id IS NOT NULL
                        OR person.read_key IS DISTINCT FROM log.subject_key AND person.id IS NOT NULL
                        OR c.id IS NULL AND person.id IS NULL AND log.subject_key IS NOT NULL
                           AND (EXISTS (SELECT FROM kooperacje_case own WHERE own.read_key = log.subject_key)
                                OR EXISTS (SELECT FROM kooperacje_person own WHERE own.read_key = log.subject_key)))
            )
            SELECT DISTINCT block.number, 'subject' FROM wrong
              JOIN kooperacje_read_block block ON block.company_id = %(company)s AND wrong.id > block.after_id
                   AND wrong.id <= block.last_id
            """, company=company.id,
        ))

    def action_check(self):
        """The button over the seals checks all of the office, whichever are marked."""
        return self.env["kooperacje.read.check"]._run_by_officer()
