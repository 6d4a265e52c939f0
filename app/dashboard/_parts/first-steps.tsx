'use client'

/** The devices page of an empty team: a demo device, three steps to a record of its own, and help. Disappears when a device connects. */
import { useTranslations } from 'use-intl'
import { ConnectButton } from './connect-button.tsx'
import { DemoStart } from './demo-start.tsx'
import { PairButton } from './pair-button.tsx'

export interface FirstStepsProps {
  mayConnect: boolean
  mayPair: boolean
}

export function FirstSteps({ mayConnect, mayPair }: FirstStepsProps) {
  const t = useTranslations('devices')
  const tTokens = useTranslations('tokens')
  return (
    <section className="flex flex-col gap-6 rounded border bg-surface-raised p-6 md:p-8">
      <div>
        <h2 className="font-semibold text-lg">{t('emptyTitle')}</h2>
        <p className="max-w-xl text-pretty text-ink-muted">{t('emptyText')}</p>
      </div>
      <ol className="grid gap-4 md:grid-cols-3">
        {(['Token', 'Line', 'Watch'] as const).map((step, i) => (
          <li key={step} className="flex gap-3">
            <span
              aria-hidden
              className="grid size-6 shrink-0 place-items-center rounded-full border border-line-strong font-medium text-sm tabular-nums"
            >
              {i + 1}
            </span>
            <div>
              <h3 className="font-medium">{t(`step${step}`)}</h3>
              <p className="text-pretty text-ink-muted text-sm">{t(`step${step}Text`)}</p>
            </div>
          </li>
        ))}
      </ol>
      {mayConnect ? (
        <div className="flex flex-wrap gap-2">
          <DemoStart variant="primary" />
          <ConnectButton variant="secondary" label={tTokens('create')} />
          {mayPair && <PairButton />}
        </div>
      ) : (
        <p className="text-ink-muted">{tTokens('readOnly')}</p>
      )}
      <a href="/help/connect" className="w-fit rounded text-accent text-sm hover:underline">
        {t('emptyHelp')}
      </a>
    </section>
  )
}
