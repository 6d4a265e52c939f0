'use client'

/** Shows what an invitation is for, and accepts it with a new account, through a provider, or as the signed-in person. */
import { type MouseEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { codeOf } from '#app/_api/call.ts'
import { Button } from '#app/_ui/button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { isolatedName } from '#lib/protocol/names.ts'
import { AccountForm } from './account-form.tsx'
import { AuthHeading } from './auth-heading.tsx'
import { ProviderButtons } from './provider-buttons.tsx'
import { acceptAndOpen, holdInvite, type Invitation, useInvite } from './use-invite.ts'

export interface InviteFormProps {
  /** Name of the signed-in person; null for others. */
  userName: string | null
  isHeld: boolean
  isSignUpOpen: boolean
  /** False where people sign in only with a provider or a passkey. */
  isPasswordSignInOn: boolean
  providers: readonly { id: string; name: string }[]
}

export function InviteForm({ isHeld, ...who }: InviteFormProps) {
  const t = useTranslations('auth')
  const tErrors = useTranslations('errors')
  const invite = useInvite(isHeld)
  if (invite.state === 'ready')
    return (
      <>
        <InviteHeading invitation={invite.invitation} userName={who.userName} />
        {who.userName === null ? (
          <InviteStranger secret={invite.secret} {...who} />
        ) : (
          <InviteJoin secret={invite.secret} isMember={invite.invitation.isMember} />
        )}
      </>
    )
  return (
    <>
      <AuthHeading title={t('inviteTitle')} />
      {invite.state === 'loading' && <Skeleton className="h-88" />}
      {invite.state === 'incomplete' && <Notice tone="warn">{t('inviteNoSecret')}</Notice>}
      {invite.state === 'failed' && (
        <Notice tone="danger" role="alert">
          {tErrors(invite.code)}
        </Notice>
      )}
    </>
  )
}

function InviteHeading({ invitation, userName }: { invitation: Invitation; userName: string | null }) {
  const t = useTranslations('auth')
  const tTeam = useTranslations('team')
  const { team, invitedBy, role, isMember } = invitation
  return (
    <AuthHeading
      title={t('inviteJoinTeam', { name: isolatedName(team.name) })}
      text={
        <>
          {isMember ? t('inviteIsMember') : t('inviteBy', { name: isolatedName(invitedBy), role: tTeam(role) })}
          {!isMember && <span className="block">{tTeam(`${role}Text`)}</span>}
          {userName !== null && <span className="block">{t('inviteJoinAs', { name: isolatedName(userName) })}</span>}
        </>
      }
    />
  )
}

function InviteJoin({ secret, isMember }: { secret: string; isMember: boolean }) {
  const t = useTranslations('auth')
  const tErrors = useTranslations('errors')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorCodeName | null>(null)

  function handleJoin() {
    setBusy(true)
    setFailure(null)
    acceptAndOpen(secret).catch((error: unknown) => {
      setFailure(codeOf(error))
      setBusy(false)
    })
  }

  return (
    <>
      {failure && (
        <Notice tone="danger" role="alert">
          {tErrors(failure)}
        </Notice>
      )}
      <Button variant="primary" isBusy={isBusy} onClick={handleJoin}>
        {t(isMember ? 'inviteOpenTeam' : 'inviteJoin')}
      </Button>
    </>
  )
}

const SIGN_IN = '/sign-in?callbackUrl=%2Finvite'

function InviteStranger({
  secret,
  isSignUpOpen,
  isPasswordSignInOn,
  providers,
}: Omit<InviteFormProps, 'isHeld'> & { secret: string }) {
  const t = useTranslations('auth')

  /** Without its cookie, the invitation goes along in the fragment, which never reaches the server. */
  function handleSignIn(event: MouseEvent) {
    event.preventDefault()
    holdInvite(secret)
      .then(() => SIGN_IN)
      .catch(() => `${SIGN_IN}#${secret}`)
      .then((address) => location.assign(address))
  }

  return (
    <>
      <ProviderButtons
        providers={providers}
        callbackPath="/invite"
        isBeforeForm={isSignUpOpen && isPasswordSignInOn}
        onBefore={() => holdInvite(secret)}
      />
      {isSignUpOpen && isPasswordSignInOn && (
        <AccountForm
          action={t('inviteAction')}
          right={secret === '' ? { heldInvite: true } : { invite: secret }}
          nextPath="/dashboard"
          onSignedIn={() => acceptAndOpen(secret)}
        />
      )}
      {isSignUpOpen && !isPasswordSignInOn && providers.length === 0 && <Notice>{t('inviteSignInFirst')}</Notice>}
      {!isSignUpOpen && <Notice>{t('signUpClosed')}</Notice>}
      <p className="text-ink-muted text-sm">
        {t('haveAccount')}{' '}
        <a
          href={`${SIGN_IN}#${secret}`}
          onClick={handleSignIn}
          className="rounded text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
        >
          {t('signIn')}
        </a>
      </p>
    </>
  )
}
