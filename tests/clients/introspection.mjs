/** The queries with which programs of Node ask for a schema: each builds it with graphql-js, with options of its own. */
import { getIntrospectionQuery } from "graphql";

const GRAPHIQL = { inputValueDeprecation: true, schemaDescription: true };
const ALL = { ...GRAPHIQL, descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, oneOf: true };

console.log(
  JSON.stringify({
    "Apollo, Bruno and others, without options": getIntrospectionQuery(),
    GraphiQL: getIntrospectionQuery(GRAPHIQL),
    "code generators, with all options": getIntrospectionQuery(ALL),
  }),
);
