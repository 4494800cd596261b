import { Link } from '@tanstack/react-router'

export function Mark() {
  return (
    <Link to="/" className="mark">
      <MarkPicture />
      Postern
    </Link>
  )
}

/** A small door in a wall. */
export function MarkPicture() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path
        d="M3 23V10a9 9 0 0 1 18 0v13h-5V10.5a4 4 0 0 0-8 0V23z"
        fill="currentColor"
        fillRule="evenodd"
      />
      <circle cx="12" cy="15.5" r="2" fill="currentColor" />
    </svg>
  )
}
