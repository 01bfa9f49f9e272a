import { parser } from '@prometheus-io/lezer-promql';

/**
 * The vector selectors of a query that are not kept to one namespace and to
 * pods or workloads in it. Looks at the text alone, so that it shares nothing
 * with what puts the matchers there.
 */
export function unscoped(query: string, ...namespaces: string[]): string[] {
  const found: string[] = [];
  let selectors = 0;
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) found.push(`error in ${query}`);
      if (type.name !== 'VectorSelector') return;
      selectors++;
      const text = query.slice(from, to);
      const matchers = text.slice(text.indexOf('{') + 1, -1);
      const inNamespace = namespaces.some(namespace =>
        matchers.includes(`namespace="${namespace}"`),
      );
      const named = /(?:^|,)(?:pod|deployment|statefulset|daemonset)=~"[^"]/;
      if (!text.endsWith('}') || !inNamespace || !named.test(matchers)) {
        found.push(text);
      }
    },
  });
  return selectors ? found : [`nothing is selected by ${query}`];
}
