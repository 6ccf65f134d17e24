/** `npm run schemas`: writes what completes and explains JSON documents. A unit test holds it fresh. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { allSchemas } from '../../src/formats/json/jsonSchemas';
import { projectRoot } from './project';

const folder = path.join(projectRoot, 'media', 'schemas');
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(allSchemas()))
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(schema, undefined, 2)}\n`);
