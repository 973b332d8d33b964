-- What each answer earns, in standard SQL. parts: one row for each part of an answer, one with part NULL where nothing was answered.
-- key_parts: one row for each part that an answer may have. An answer with a part that the key does not know earns NULL.
SELECT attempt, form, item,
       CASE WHEN answered = 0 THEN 0.0
            WHEN unknown > 0 OR different < answered OR (whole IS NOT NULL AND whole <> answered) THEN NULL
            WHEN earned > 0.999 THEN 1.0
            WHEN earned < 0 THEN 0.0
            ELSE floor(earned * 10000 + 0.5) / 10000 END AS credit
FROM (SELECT p.attempt, p.form, p.item, count(p.part) AS answered, count(DISTINCT p.name) AS different,
             sum(CASE WHEN p.part IS NOT NULL AND k.part IS NULL THEN 1 ELSE 0 END) AS unknown, max(k.parts) AS whole, sum(k.credit) AS earned
      FROM parts p LEFT JOIN key_parts k ON k.form = p.form AND k.version = p.version AND k.item = p.item AND k.part = p.part
      GROUP BY p.attempt, p.form, p.item) each_answer
