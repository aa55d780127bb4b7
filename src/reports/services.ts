// What the server knows: services, and the operations of one.

import { name } from '../model/phrase.ts';
import type { OperationsData, ServicesData } from './contract.ts';
import type { Report } from './report.ts';

export function buildServicesReport(source: string, services: readonly string[]): Report {
  const data: ServicesData = {
    schema: 'tracescope/services/1',
    source,
    services: [...services].sort().map((service) => ({ service })),
  };
  return {
    verdict: services.length === 0 ? 'no-data' : 'none',
    data,
    recordKeys: ['services'],
    blocks: [
      {
        kind: 'table',
        columns: [{ title: 'SERVICE', align: 'left', drop: 0, flex: 1 }],
        rows: data.services.map(({ service }) => [name(service)]),
      },
    ],
  };
}

export interface OperationEntry {
  readonly name: string;
  readonly kind: string;
}

export function buildOperationsReport(
  source: string,
  service: string,
  operations: readonly OperationEntry[],
): Report {
  const data: OperationsData = {
    schema: 'tracescope/operations/1',
    source,
    service,
    operations: operations
      .map((entry) => ({ operation: entry.name, kind: entry.kind }))
      .sort((a, b) =>
        a.operation < b.operation ? -1 : a.operation > b.operation ? 1 : a.kind < b.kind ? -1 : 1,
      ),
  };
  return {
    verdict: operations.length === 0 ? 'no-data' : 'none',
    data,
    recordKeys: ['operations'],
    blocks: [
      {
        kind: 'table',
        columns: [
          { title: 'OPERATION', align: 'left', drop: 0, flex: 1 },
          { title: 'KIND', align: 'left', drop: 1, flex: 0 },
        ],
        rows: data.operations.map(({ operation, kind }) => [
          name(operation),
          { type: 'text', text: kind },
        ]),
      },
    ],
  };
}
