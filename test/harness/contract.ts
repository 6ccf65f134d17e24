import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats, { type FormatsPlugin } from 'ajv-formats';
import { projectRoot } from './project';

type Schema = Record<string, unknown>;
type Operation = {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'query' | 'path';
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Record<string, { readonly schema: Schema }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: Schema }> }>;
};

const document = JSON.parse(readFileSync(path.join(projectRoot, 'src', 'api', 'missions.openapi.json'), 'utf8')) as {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: Schema;
};

const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes: false });
(addFormats as unknown as { readonly default: FormatsPlugin }).default(ajv);
ajv.addSchema({ $id: 'contract', components: document.components });

const compiled = new WeakMap<Schema, ValidateFunction>();

/** References of the document, as references into the schema that ajv knows it by. */
function compile(schema: Schema): ValidateFunction {
  const held = compiled.get(schema);
  if (held) return held;
  const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"contract#/')) as Schema);
  compiled.set(schema, validate);
  return validate;
}

const operations = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`/v2${template.replace(/\{[^}]+\}/g, '([^/]+)')}$`),
    names: [...template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? ''),
    // A fixed word in a path wins over an id in the same place.
    holes: template.split('{').length,
    operation,
    request: `${method.toUpperCase()} ${template}`,
  })),
);

/** Each operation with its method and path, in the order of the document. */
export const operationRequests = operations.map(({ operation: { operationId }, request }) => ({
  operationId,
  request,
}));

operations.sort((a, b) => a.holes - b.holes);

export const operationIds: readonly string[] = operations.map(({ operation }) => operation.operationId);

export type Exchanged = {
  readonly method: string;
  readonly url: string;
  readonly requestBody: string;
  readonly status: number;
  readonly responseBody: string;
};

/** Which operation it was, and every way in which the request or its answer is not what the contract says. */
export function checkExchange({ method, url, requestBody, status, responseBody }: Exchanged): {
  readonly operationId: string | undefined;
  readonly violations: readonly string[];
} {
  const { pathname, searchParams } = new URL(url);
  const found = operations.find((one) => one.method === method && one.pattern.test(pathname));
  if (!found) return { operationId: undefined, violations: [`${method} ${pathname} is not in the contract`] };
  const { operation, pattern, names } = found;
  const violations: string[] = [];
  const check = (what: string, schema: Schema, value: unknown) => {
    const validate = compile(schema);
    if (!validate(value)) violations.push(`${operation.operationId} ${what}: ${ajv.errorsText(validate.errors)}`);
  };

  const parameters = operation.parameters ?? [];
  const values = pattern.exec(pathname)?.slice(1).map(decodeURIComponent) ?? [];
  names.forEach((name, i) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
    if (parameter) check(`path ${name}`, parameter.schema, values[i]);
    else violations.push(`${operation.operationId} has no path parameter ${name}`);
  });
  for (const [name, text] of searchParams) {
    const parameter = parameters.find((one) => one.in === 'query' && one.name === name);
    if (!parameter) violations.push(`${operation.operationId} has no query parameter ${name}`);
    else check(`query ${name}`, parameter.schema, parameter.schema.type === 'integer' ? Number(text) : text);
  }

  const bodySchema = operation.requestBody?.content['application/json']?.schema;
  if (requestBody === '') {
    if (operation.requestBody?.required) violations.push(`${operation.operationId} needs a body`);
  } else if (bodySchema) check('body', bodySchema, JSON.parse(requestBody));
  // The bodies of tools, knowledge bases and MCP servers are left open: none is named, any is sent.
  else if (!/Tool|KnowledgeBase|McpServer/.test(operation.operationId))
    violations.push(`${operation.operationId} takes no body`);

  const response = operation.responses[String(status)];
  if (!response) {
    // 401, 404 and 409 are told in words (see the API facts), not in the document.
    if (![401, 403, 404, 409].includes(status)) violations.push(`${operation.operationId} never answers ${status}`);
  } else {
    const schema = response.content?.['application/json']?.schema;
    if (schema) check(`answer ${status}`, schema, JSON.parse(responseBody));
    else if (responseBody !== '') violations.push(`${operation.operationId} answers ${status} without a body`);
  }
  return { operationId: operation.operationId, violations };
}
