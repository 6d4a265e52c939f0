'use client'

/** What cannot be undone: to leave the team, to hand it to somebody else, to delete it. */
import { useRouter } from 'next/navigation'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Select } from '#app/_ui/select.tsx'
import { toast } from '#app/_ui/toast.ts'
import { useTeamId } from '#app/dashboard/_parts/team-channel-provider.tsx'
import { TypeToConfirm } from '#app/dashboard/_parts/type-to-confirm.tsx'

export interface DangerZoneProps {
  teamName: string
  /** Members to whom the team can go; empty when the person may not transfer it. */
  heirs: readonly { userId: string; name: string }[]
  mayDelete: boolean
}

export function DangerZone({ teamName, heirs, mayDelete }: DangerZoneProps) {
  const t = useTranslations('team')
  if (heirs.length === 0 && !mayDelete) return null
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('danger')}</h2>
      <div className="flex flex-col divide-y divide-line rounded border border-danger/40 bg-surface-raised">
        {heirs.length > 0 && (
          <DangerRow title={t('transfer')} text={t('transferText')}>
            <TransferDialog heirs={heirs} />
          </DangerRow>
        )}
        {mayDelete && (
          <DangerRow title={t('delete')} text={t('deleteText')}>
            <DeleteDialog teamName={teamName} />
          </DangerRow>
        )}
      </div>
    </section>
  )
}

function DangerRow({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{title}</p>
        <p className="text-pretty text-ink-muted text-sm">{text}</p>
      </div>
      {children}
    </div>
  )
}

function TransferDialog({ heirs }: Pick<DangerZoneProps, 'heirs'>) {
  const t = useTranslations('team')
  const tUi = useTranslations('ui')
  const router = useRouter()
  const team = useTeamId()
  const { act, isBusy } = useAct()
  const [isOpen, setOpen] = useState(false)
  const [userId, setUserId] = useState(heirs[0]?.userId ?? '')

  async function handleTransfer() {
    if (!(await act(() => call('POST', `/api/v1/team/transfer?team=${team}`, { userId })))) return
    setOpen(false)
    toast.success(t('transferred', { name: heirs.find((heir) => heir.userId === userId)?.name ?? '' }))
    router.refresh()
  }

  return (
    <Dialog
      title={t('transfer')}
      description={t('transferConsequence')}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={<Button>{t('transfer')}</Button>}
      actions={
        <>
          <Button onClick={() => setOpen(false)}>{tUi('cancel')}</Button>
          <Button variant="danger" isBusy={isBusy} onClick={() => void handleTransfer()}>
            {t('transfer')}
          </Button>
        </>
      }
    >
      <Field label={t('transferTo')}>
        {(control) => (
          <Select
            {...control}
            value={userId}
            options={heirs.map((heir) => ({ value: heir.userId, label: heir.name }))}
            onChange={setUserId}
          />
        )}
      </Field>
    </Dialog>
  )
}

function DeleteDialog({ teamName }: Pick<DangerZoneProps, 'teamName'>) {
  const t = useTranslations('team')
  const tUi = useTranslations('ui')
  const team = useTeamId()
  const { act, isBusy } = useAct()
  const [isOpen, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const isReady = typed.trim() === teamName

  async function handleDelete(event: FormEvent) {
    event.preventDefault()
    if (!isReady) return
    if (!(await act(() => call('DELETE', `/api/v1/team?team=${team}`, { name: typed.trim() })))) return
    location.assign('/dashboard')
  }

  return (
    <Dialog
      title={t('deleteTitle', { name: teamName })}
      description={t('deleteConsequence')}
      isOpen={isOpen}
      onOpenChange={(next) => {
        setOpen(next)
        setTyped('')
      }}
      trigger={<Button variant="danger">{t('delete')}</Button>}
      actions={
        <>
          <Button onClick={() => setOpen(false)}>{tUi('cancel')}</Button>
          <Button type="submit" form="delete-team" variant="danger" disabled={!isReady} isBusy={isBusy}>
            {t('delete')}
          </Button>
        </>
      }
    >
      <form id="delete-team" noValidate onSubmit={(event) => void handleDelete(event)}>
        <TypeToConfirm label={t('deleteType', { name: teamName })} value={typed} onChange={setTyped} />
      </form>
    </Dialog>
  )
}
