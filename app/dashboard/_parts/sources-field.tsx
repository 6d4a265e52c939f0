'use client'

/** Which kinds of sources a new device token is for: all, or those that are ticked. */
import { useTranslations } from 'use-intl'
import { Checkbox } from '#app/_ui/checkbox.tsx'
import { Field } from '#app/_ui/field.tsx'
import { CircleAlert } from '#app/_ui/icons.ts'
import { Select } from '#app/_ui/select.tsx'
import { SOURCE_KINDS_OF, type SourceKind } from '#lib/protocol/source-kinds.ts'

export interface SourcesFieldProps {
  /** Null: all. */
  sources: readonly SourceKind[] | null
  onChange: (sources: readonly SourceKind[] | null) => void
  /** Whether to say that nothing is ticked. */
  hasTried: boolean
}

export function SourcesField({ sources, onChange, hasTried }: SourcesFieldProps) {
  const t = useTranslations('tokens')
  return (
    <div className="flex flex-col gap-2">
      <Field label={t('sources')}>
        {(control) => (
          <Select
            {...control}
            value={sources === null ? 'all' : 'some'}
            options={[
              { value: 'all', label: t('sourcesAll') },
              { value: 'some', label: t('sourcesSome') },
            ]}
            onChange={(value) => onChange(value === 'all' ? null : [])}
          />
        )}
      </Field>
      {sources !== null && (
        <fieldset className="grid grid-cols-1 gap-x-4 gap-y-2 min-[26rem]:grid-cols-2">
          <legend className="sr-only">{t('sources')}</legend>
          {SOURCE_KINDS_OF.device.map((source) => (
            <Checkbox
              key={source}
              label={t(`sourceNames.${source}`)}
              isOn={sources.includes(source)}
              onChange={(isOn) => onChange(isOn ? [...sources, source] : sources.filter((each) => each !== source))}
            />
          ))}
        </fieldset>
      )}
      {hasTried && sources?.length === 0 && (
        <p role="alert" className="flex items-start gap-1 text-danger text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t('sourcesMissing')}
        </p>
      )}
    </div>
  )
}
