import { patch } from "@web/core/utils/patch";
import { ActionHelper } from "@web/views/action_helper";

const isOurs = (searchModel) => Boolean(searchModel) && searchModel.resModel.startsWith("kooperacje.");

/**
 * A list that is empty because somebody looked for a word says so. What an action says of an empty list (“open the first
 * case”) is untrue then, and whoever believes it enters a family a second time.
 */
patch(ActionHelper.prototype, {
    /** What was looked for, as the search bar shows it; empty on lists of others and where nothing was. */
    get _kooperacjeWords() {
        return this._kooperacjeFacets("field");
    },

    /** Filters that are on beside the words. */
    get _kooperacjeFilters() {
        return this._kooperacjeFacets("filter");
    },

    _kooperacjeFacets(type) {
        const { searchModel } = this.env;
        const facets = isOurs(searchModel) ? searchModel.facets : [];
        return facets
            .filter((facet) => facet.type === type)
            .flatMap((facet) => facet.values)
            .join(", ");
    },
});
