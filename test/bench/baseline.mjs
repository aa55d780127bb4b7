// The yardsticks: what the plainest script costs that reads the same file and counts its spans.

import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [format, file] = process.argv.slice(2);
let spans = 0;
if (format === 'jaeger') {
  for (const trace of JSON.parse(readFileSync(file, 'utf8')).data) spans += trace.spans.length;
} else {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    for (const resource of JSON.parse(line).resourceSpans) {
      for (const scope of resource.scopeSpans) spans += scope.spans.length;
    }
  }
}
console.log(spans);
