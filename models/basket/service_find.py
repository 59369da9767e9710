from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels import polish_forms, suggestion, word_search

WORDS_TABLE = "kooperacje_service_word"
FULL = ("waiting", "full")


class Service(models.Model):
    """Finding services in Polish: without diacritics, in any grammatical form, with slips of the finger.

    Examples: ``search([("find", "ilike", "terapja dla dzieci")])`` finds “Terapia pedagogiczna dziecka”, the best
    first; with an ``order`` of one's own the order is that.

    Derived adjectives (``szkoła`` – ``szkolny``) are found too, after the forms of the word itself.

    How it works: ``find_title`` and ``find_text`` hold the plain words of the service, of its institution and of the
    needs it answers. From them PostgreSQL keeps ``find_vector`` (a generated column, no field of the ORM) with a GIN
    index. The words of all services are a small table of their own; the kernels ``polish_forms``, by a dictionary, and
    ``word_search``, by letters, pick from it what the typed words may mean. Rules apply as to any search; the table of
    words gives nothing away, for only the choice of services by them is shown.
    """

    _inherit = "kooperacje.service"
    _system_fields = frozenset({"find_title", "find_text"})

    find = fields.Char(
        compute="_compute_find", search="_search_find",
        help="Only for searching: words of the service, its institution and needs, also without Polish letters or "
             "with a slip of the finger.",
    )
    find_title = fields.Char(
        compute="_compute_find_words", store=True, compute_sudo=True, groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    find_text = fields.Text(
        compute="_compute_find_words", store=True, compute_sudo=True, groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    serves_area_id = fields.Many2one(
        "kooperacje.area", "Within reach of", compute="_compute_serves_area_id", search="_search_serves_area_id",
        help="Only for searching: services placed in this commune, in its county or in a unit above it, and those "
             "placed nowhere in particular.",
    )
    is_full = fields.Boolean(
        "No free places", compute="_compute_is_full", search="_search_is_full",
        help="The institution has stated that no place is free, with a waiting list or without.",
    )

    def init(self):
        super().init()
        cr = self.env.cr
        cr.execute(SQL(
            """
            ALTER TABLE kooperacje_service ADD COLUMN IF NOT EXISTS find_vector tsvector GENERATED ALWAYS AS (
                setweight(to_tsvector('simple', COALESCE(find_title, '')), 'A')
                || setweight(to_tsvector('simple', COALESCE(find_text, '')), 'C')
            ) STORED
            """,
        ))
        cr.execute(SQL(
            "CREATE INDEX IF NOT EXISTS kooperacje_service_find_idx ON kooperacje_service USING gin (find_vector)",
        ))
        words = SQL.identifier(WORDS_TABLE)
        cr.execute(SQL("CREATE TABLE IF NOT EXISTS %s (word text COLLATE \"C\" PRIMARY KEY)", words))
        if self.pool.has_trigram:
            cr.execute(SQL(
                "CREATE INDEX IF NOT EXISTS kooperacje_service_word_idx ON %s USING gin (word gin_trgm_ops)", words,
            ))

    # ------------------------------------------------------------------
    # The words of a service
    # ------------------------------------------------------------------

    @api.model
    def _find_title_fields(self):
        """Paths of what a service is called by."""
        return ("name",)

    @api.model
    def _find_text_fields(self):
        """Paths of the other texts a service is found by."""
        return (
            "activities", "description", "specialists", "conditions", "address", "schedule", "accessibility",
            "institution_id.name", "institution_id.short_name", "sector_id.name", "need_ids.name",
            "need_area_id.name", "target_group_ids.name", "territory_id.name",
        )

    @api.depends(lambda self: (*self._find_title_fields(), *self._find_text_fields(), "form"))
    def _compute_find_words(self):
        title_paths, text_paths = self._find_title_fields(), self._find_text_fields()
        # Forms are found by their Polish names, whatever the language of the user who saves the service.
        polish = self.env["res.lang"]._get_data(code="pl_PL").code or self.env.lang
        forms = dict(self._fields["form"]._description_selection(self.with_context(lang=polish).env))
        known = set()
        for service in self:
            texts = [text for path in text_paths for text in service.mapped(path) if text]
            service.find_title = word_search.plain(" ".join(
                text for path in title_paths for text in service.mapped(path) if text
            ))
            service.find_text = word_search.plain(" ".join([*texts, forms.get(service.form) or ""]))
            known.update(service.find_title.split(), service.find_text.split())
        self._find_learn(known)

    @api.model
    def _find_learn(self, words):
        """Add ``words`` to those that searches know. In one order, so that two imports wait and do not block."""
        table = SQL.identifier(WORDS_TABLE)
        words = sorted(word for word in words if len(word) > 1)
        if words:
            self.env.cr.execute(SQL(
                "INSERT INTO %(table)s SELECT word FROM unnest(%(words)s) AS word"
                " WHERE NOT EXISTS (SELECT FROM %(table)s AS known WHERE known.word = word.word)"
                " ON CONFLICT DO NOTHING",
                table=table, words=words,
            ))

    @api.autovacuum
    def _gc_find_words(self):
        """Forget the words that no service has any more."""
        self.flush_model(["find_title", "find_text"])
        self.env.cr.execute(SQL(
            "DELETE FROM %s WHERE word NOT IN (SELECT word FROM ts_stat('SELECT find_vector FROM kooperacje_service'))",
            SQL.identifier(WORDS_TABLE),
        ))

    # ------------------------------------------------------------------
    # Searching
    # ------------------------------------------------------------------

    def _compute_find(self):
        self.find = False

    @api.model
    def _search_find(self, operator, value):
        if operator in ("ilike", "=ilike", "like", "=like"):
            return self._find_domain(self._find_query(value))
        if operator == "in":
            return Domain.OR(self._find_domain(self._find_query(text)) for text in value)
        return NotImplemented

    @api.model
    def _find_domain(self, query):
        """Domain of the services that ``query``, a ``tsquery``, finds; everything for an empty text."""
        if query is None:
            return Domain.TRUE
        return Domain.custom(to_sql=lambda model, alias, _query: SQL(
            "%s @@ to_tsquery('simple', %s)", SQL.identifier(alias, "find_vector"), query,
        ))

    @api.model
    def _find_query(self, text, operator="&"):
        """The ``tsquery`` of the words typed; ``None`` if there are no words.

        :param operator: ``&`` for services with all words, ``|`` for those with any
        """
        meant = self._find_meant(text)
        words = {word: [*forms, *others] for word, (forms, others) in meant.items()}
        return word_search.tsquery(words, operator) or None

    @api.model
    def _find_meant(self, text):
        """``{typed word: (its forms and corrections, related words)}``, all words of the vocabulary. It asks one query
        for known words and three if some are mistyped, whatever the number of words and services.
        """
        typed = word_search.as_typed(text if isinstance(text, str) else "")
        if not typed:
            return {}
        # sudo: only brings the columns of the index up to date; nothing is read.
        self.sudo().flush_model(["find_title", "find_text"])
        forms = {word: polish_forms.forms(marked) for word, marked in typed.items()}
        candidates = self._find_candidates(typed.values())
        unknown = [word for word in typed if not forms[word] and not word_search.is_known(word, candidates)]
        if unknown:
            candidates |= self._find_slips(unknown)
        meant = {
            word: sorted(forms[word] & candidates - {word}) if forms[word] else word_search.variants(word, candidates)
            for word in typed
        }
        # Other forms of the words that were meant: “terapja” is “terapia”, and “terapii” too.
        corrected = {
            other for word in unknown for other in meant[word] if not word_search.is_form(word, other)
        }
        if corrected:
            found = self._find_candidates(corrected)
            for word in unknown:
                others = {form for other in corrected.intersection(meant[word]) for form in found if (
                    form in polish_forms.forms(other) if polish_forms.forms(other) else word_search.is_form(other, form)
                )}
                meant[word] += sorted(others.difference(meant[word], [word]))
        return {
            word: (meant[word][:word_search.MAX_VARIANTS],
                   sorted(polish_forms.related(marked, candidates))[:word_search.MAX_VARIANTS])
            for word, marked in typed.items()
        }

    @api.model
    def _find_candidates(self, words):
        """Words of the vocabulary that may be forms of ``words``, or related to them."""
        conditions = []
        for word in words:
            forms = polish_forms.forms(word)
            if forms:
                conditions.append(SQL("word = ANY(%s)", sorted(forms)))
                conditions += [SQL("word LIKE %s", f"{start}%") for start in sorted(polish_forms.beginnings(word))]
            else:
                conditions.append(SQL("word LIKE %s", f"{word_search.stem(word_search.plain(word))}%"))
        return self._find_known(conditions)

    @api.model
    def _find_slips(self, words):
        """Words of the vocabulary that are one slip away from ``words``, and those like long ones."""
        typed = [word for word in words if word_search.slips_allowed(word)]
        conditions = [SQL("word = ANY(%s)", sorted(word_search.slips(word))) for word in typed]
        if self.pool.has_trigram:
            conditions += [SQL("word %% %s", word) for word in typed if len(word) >= word_search.LONG_WORD]
        return self._find_known(conditions)

    @api.model
    def _find_known(self, conditions):
        if not conditions:
            return set()
        return {word for word, in self.env.execute_query(SQL(
            "SELECT word FROM %s WHERE %s", SQL.identifier(WORDS_TABLE), SQL(" OR ").join(conditions),
        ))}

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """In the model's own order, what is found by ``find`` comes by how well it fits: first what has the very
        words, then by where and how often they stand.
        """
        domain = Domain(domain)
        meant = {
            condition.value: self._find_meant(condition.value) for condition in domain.iter_conditions()
            if condition.field_expr == "find" and condition.operator == "ilike" and isinstance(condition.value, str)
        }
        if not meant:
            return super()._search(domain, offset, limit, order, **kwargs)
        queries = {
            text: word_search.tsquery({word: [*forms, *others] for word, (forms, others) in words.items()}) or None
            for text, words in meant.items()
        }
        query = super()._search(
            domain.map_conditions(
                lambda condition: self._find_domain(queries[condition.value])
                if condition.field_expr == "find" and condition.operator == "ilike" and condition.value in queries
                else condition
            ),
            offset, limit, order, **kwargs,
        )
        if order == self._order and not query.is_empty():
            ranks = [self._find_rank(self._table, meant[text], found) for text, found in queries.items() if found]
            query.order = SQL(", ").join([*ranks, query.order]) if ranks else query.order
        return query

    @api.model
    def _find_rank(self, alias, meant, query):
        """Terms of ORDER BY: services with the words as typed, then with their forms, then those where they weigh more.
        """
        vector = SQL.identifier(alias, "find_vector")
        said = [dict.fromkeys(meant, ())]
        if any(others for _forms, others in meant.values()):
            said.append({word: forms for word, (forms, _others) in meant.items()})
        return SQL(", ").join([
            *(SQL("%s @@ to_tsquery('simple', %s) DESC", vector, word_search.tsquery(words)) for words in said),
            SQL("ts_rank(%s, to_tsquery('simple', %s)) DESC", vector, query),
        ])

    # ------------------------------------------------------------------
    # Reach and places
    # ------------------------------------------------------------------

    def _compute_serves_area_id(self):
        self.serves_area_id = False

    @api.model
    def _search_serves_area_id(self, operator, value):
        """See ``serves_territory`` of the kernel ``suggestion``: the same reach, as a search."""
        Area = self.env["kooperacje.area"]
        if operator == "in":
            areas = Area.browse(value)
        elif operator in ("ilike", "=ilike"):
            areas = Area.search([("display_name", operator, value)])
        elif operator == "any":
            areas = Area.search(value)
        else:
            return NotImplemented
        return Domain.OR(self._serves_domain(code) for code in areas.mapped("code"))

    @api.model
    def _serves_domain(self, code):
        """Domain of the services within reach of the commune, county or voivodeship with TERYT ``code``."""
        if not code:
            return Domain.TRUE
        near = self.env["kooperacje.area"]._search([
            "|", ("code", "=like", f"{code[:4]}%"), ("code", "in", [code[:2], code[:4], code]),
        ])
        return Domain("territory_id", "=", False) | Domain("territory_id", "in", near)

    @api.depends("capacity_status")
    def _compute_is_full(self):
        for service in self:
            service.is_full = service.capacity_status in FULL

    @api.model
    def _search_is_full(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("capacity_status", "in", FULL)

    # ------------------------------------------------------------------
    # For suggestions
    # ------------------------------------------------------------------

    @api.model
    def _offers(self, domain, needs, order=None):
        """Services of ``domain`` as the kernel ``suggestion`` sees them, with those of ``needs`` that they answer.

        Under the rules of the user, in two queries however many there are. A service that answers a part of a need
        answers the need.
        """
        wider = self._wider_needs(needs)
        query = self._search(domain, order=order)
        if query.is_empty():
            return []
        place = query.left_join(self._table, "territory_id", "kooperacje_area", "id", "territory")

        def column(name):
            return SQL.identifier(self._table, name)

        def holds(name):
            condition = Domain(name, "=", True).optimize_full(self)
            return SQL("COALESCE(%s, FALSE)", condition._to_sql(self, self._table, query))

        self.flush_model()
        self.env["kooperacje.area"].flush_model(["code"])
        flags = [holds("is_available"), holds("is_stale"), holds("is_full")]
        rows = self.env.execute_query(query.select(
            column("id"), column("institution_id"), column("age_from"), column("age_to"),
            SQL.identifier(place, "code"), column("waiting_days"), column("need_area_id"),
            SQL(
                "ARRAY(SELECT kooperacje_need_id FROM kooperacje_need_kooperacje_service_rel"
                " WHERE kooperacje_service_id = %s)", column("id"),
            ), *flags,
        ))
        return [
            suggestion.Offer(
                id=service_id, institution=institution, available=available, stale=stale, full=full,
                age_from=age_from or 0, age_to=age_to or 0, territory=territory or "", waiting_days=waiting or 0,
                needs=frozenset().union(*(wider.get(need, ()) for need in [*need_ids, area])),
            )
            for service_id, institution, age_from, age_to, territory, waiting, area, need_ids, available, stale, full
            in rows
        ]

    @api.model
    def _wider_needs(self, needs):
        """``{need or part of one: those of needs it is or is a part of}``"""
        wanted = set(needs.ids)
        parts = needs.search([("id", "child_of", needs.ids)]) if wanted else needs
        return {part.id: {int(one) for one in part.parent_path.split("/") if one} & wanted for part in parts}

    @api.model
    def _answers_domain(self, needs):
        """Services that answer one of ``needs`` or a part of it."""
        return Domain("need_ids", "child_of", needs.ids) | Domain("need_area_id", "child_of", needs.ids)
