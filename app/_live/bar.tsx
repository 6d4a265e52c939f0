'use client'

/** A line across the page below the tool line, and a button in it. */
import type { ReactNode } from 'react'

export function Bar({ isUrgent = false, children }: { isUrgent?: boolean; children: ReactNode }) {
  return (
    <div
      role="status"
      data-urgent={isUrgent || undefined}
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b bg-surface-sunken px-3 py-1.5 text-ink-muted text-sm data-urgent:bg-state-reconnecting-soft data-urgent:text-ink"
    >
      {children}
    </div>
  )
}

export function BarButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onClick} className="rounded font-medium text-accent hover:underline">
      {children}
    </button>
  )
}
