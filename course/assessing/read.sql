-- NDJSON of responses as a table of parts: one row for each part of each answer, in DuckDB's words for JSON.
-- On another engine only this file is written anew (Spark: from_json and explode; BigQuery: JSON_QUERY_ARRAY and UNNEST).
CREATE VIEW given AS
SELECT attempt, "set" AS form, set_version AS version, entry.key AS item, entry.value.answer AS answer
FROM (SELECT attempt, "set", set_version, unnest(map_entries(answers)) AS entry
      FROM read_json(:source, format = 'newline_delimited', ignore_errors = true, maximum_object_size = 1000000,
                     columns = {attempt: 'VARCHAR', "set": 'VARCHAR', set_version: 'VARCHAR', answers: 'MAP(VARCHAR, STRUCT(answer JSON))'}));

CREATE VIEW kinds AS SELECT DISTINCT form, version, item, kind FROM key_parts;

CREATE VIEW parts AS
SELECT g.attempt, g.form, g.version, g.item, part,
       CASE WHEN kind = 'order' THEN regexp_replace(part, '@[0-9]+$', '') ELSE part END AS name
FROM (SELECT g.*, k.kind, unnest(CASE
        WHEN g.answer IS NULL OR json_type(g.answer) = 'NULL' OR regexp_matches(CAST(g.answer AS VARCHAR), '^("(\s|\\[ntr])*"|\[\s*\]|\{\s*\})$') THEN [NULL]
        WHEN json_type(g.answer) <> CASE WHEN k.kind IN ('single', 'written') THEN 'VARCHAR' WHEN k.kind = 'sort' THEN 'OBJECT' ELSE 'ARRAY' END
          THEN ['not an answer of its kind']
        WHEN k.kind = 'written' THEN ['']
        WHEN k.kind = 'several' THEN TRY_CAST(g.answer AS VARCHAR[])
        WHEN k.kind = 'order' THEN list_transform(TRY_CAST(g.answer AS VARCHAR[]), lambda option, place: option || '@' || place)
        WHEN k.kind = 'sort' THEN list_transform(json_keys(g.answer), lambda option: option || '=' || json_extract_string(g.answer, '$."' || option || '"'))
        WHEN k.kind = 'path' THEN [array_to_string(list_transform(TRY_CAST(g.answer AS STRUCT(step VARCHAR, act VARCHAR)[]), lambda s: s.step || '/' || s.act), '>')]
        ELSE [json_extract_string(g.answer, '$')] END) AS part
      FROM given g JOIN kinds k ON k.form = g.form AND k.version = g.version AND k.item = g.item) g;
