'use client'

/** The limits that were hit, most often first; a button shows all limits with their values. */
import { useFormatter, useTranslations } from 'use-intl'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import { LimitValue } from './limit-value.tsx'
import { Panel } from './panel.tsx'

export interface LimitsPanelProps {
  hits: Readonly<Record<string, number>>
}

const ALL = Object.keys(LIMITS) as LimitName[]

export function LimitsPanel({ hits }: LimitsPanelProps) {
  const t = useTranslations('server')
  const hit = ALL.filter((name) => hits[name]).sort((a, b) => (hits[b] ?? 0) - (hits[a] ?? 0))
  return (
    <Panel title={t('limits')} text={t('limitsText')}>
      {hit.length > 0 ? (
        <LimitTable label={t('limits')} names={hit} hits={hits} />
      ) : (
        <p className="rounded border bg-surface-raised px-4 py-3">{t('noHits')}</p>
      )}
      <details className="group">
        <summary className="w-fit rounded text-accent text-sm">{t('allLimits', { count: ALL.length })}</summary>
        <div className="pt-3">
          <LimitTable label={t('allLimits', { count: ALL.length })} names={ALL} hits={hits} />
        </div>
      </details>
    </Panel>
  )
}

interface LimitTableProps extends LimitsPanelProps {
  label: string
  names: readonly LimitName[]
}

function LimitTable({ label, names, hits }: LimitTableProps) {
  const t = useTranslations('server')
  const format = useFormatter()
  return (
    <div className="overflow-x-auto rounded border bg-surface-raised">
      <table aria-label={label} className="w-full text-sm">
        <thead className="border-b text-left text-ink-muted">
          <tr>
            <th scope="col" className="px-4 py-2 font-normal">
              {t('limit')}
            </th>
            <th scope="col" className="px-4 py-2 text-right font-normal">
              {t('value')}
            </th>
            <th scope="col" className="px-4 py-2 text-right font-normal">
              {t('hits')}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {names.map((name) => (
            <tr key={name}>
              <th scope="row" className="px-4 py-2 text-left font-normal">
                <code className="break-all text-code">{name}</code>
              </th>
              <td className="whitespace-nowrap px-4 py-2 text-right tabular-nums">
                <LimitValue name={name} />
              </td>
              <td
                className="px-4 py-2 text-right tabular-nums data-hit:font-semibold"
                data-hit={hits[name] || undefined}
              >
                {format.number(hits[name] ?? 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
