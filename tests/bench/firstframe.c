/* SPDX-License-Identifier: GPL-3.0-or-later */
/* firstframe - run a program and time, from outside, until its first window
 * is mapped, until it has drawn into it, and until drawing has settled.
 *
 *   DISPLAY=:99 ./firstframe [-w min_width] [-q quiet_ms] [-k] -- program args
 *
 * Prints one line:  map_ms=… first_draw_ms=… settled_ms=… draws=… pss_kib=…
 * -w  ignore windows narrower than this (default 50: skips helper windows)
 * -q  settled = no drawing for this long (default 300 ms)
 * -k  end the program afterwards (SIGTERM); otherwise wait for it
 */
#include <X11/Xlib.h>
#include <X11/extensions/Xdamage.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now_ms (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static long
pss_kib (pid_t pid)
{
  char path[64], line[256];
  long kib = -1;
  snprintf (path, sizeof path, "/proc/%d/smaps_rollup", (int) pid);
  FILE *f = fopen (path, "r");
  if (!f)
    return -1;
  while (fgets (line, sizeof line, f))
    if (sscanf (line, "Pss: %ld", &kib) == 1)
      break;
  fclose (f);
  return kib;
}

static int ignore_errors (Display *d, XErrorEvent *e) { (void) d; (void) e; return 0; }

int
main (int argc, char **argv)
{
  int opt, min_w = 50, kill_it = 0, dmg_event, dmg_error;
  double quiet = 300, deadline, t0, map = -1, first = -1, last = -1;
  unsigned draws = 0;
  Window target = None;

  while ((opt = getopt (argc, argv, "+w:q:k")) != -1)
    switch (opt)
      {
      case 'w': min_w = atoi (optarg); break;
      case 'q': quiet = atof (optarg); break;
      case 'k': kill_it = 1; break;
      default: return 2;
      }
  if (optind >= argc)
    return fprintf (stderr, "usage: firstframe [-w px] [-q ms] [-k] -- program …\n"), 2;

  Display *d = XOpenDisplay (NULL);
  if (!d || !XDamageQueryExtension (d, &dmg_event, &dmg_error))
    return fprintf (stderr, "firstframe: no X display with DAMAGE\n"), 2;
  XSetErrorHandler (ignore_errors);
  XSelectInput (d, DefaultRootWindow (d), SubstructureNotifyMask);
  XSync (d, False);

  t0 = now_ms ();
  pid_t pid = fork ();
  if (pid == 0)
    {
      execvp (argv[optind], argv + optind);
      perror (argv[optind]);
      _exit (127);
    }
  deadline = t0 + 60000;
  while (now_ms () < deadline)
    {
      double wait = first < 0 ? 50 : last + quiet - now_ms ();
      if (first >= 0 && wait <= 0)
        break;
      if (!XPending (d))
        {
          struct pollfd p = { ConnectionNumber (d), POLLIN, 0 };
          poll (&p, 1, wait < 1 ? 1 : (int) wait);
          if (waitpid (pid, NULL, WNOHANG) == pid)
            return fprintf (stderr, "firstframe: program ended early\n"), 1;
          continue;
        }
      XEvent ev;
      XNextEvent (d, &ev);
      if (ev.type == CreateNotify && map < 0)
        {
          /* watch from creation (GTK creates windows 1x1 and resizes them),
           * so that no drawing is missed */
          XDamageCreate (d, ev.xcreatewindow.window, XDamageReportRawRectangles);
          XFlush (d);
        }
      else if (ev.type == MapNotify && target == None)
        {
          XWindowAttributes a;
          if (XGetWindowAttributes (d, ev.xmap.window, &a) && a.width >= min_w)
            {
              target = ev.xmap.window;
              map = now_ms () - t0;
            }
        }
      else if (ev.type == dmg_event + XDamageNotify && map >= 0 &&
               ((XDamageNotifyEvent *) &ev)->geometry.width >= min_w)
        {
          last = now_ms ();
          draws++;
          if (first < 0)
            first = last - t0;
        }
    }
  printf ("map_ms=%.0f first_draw_ms=%.0f settled_ms=%.0f draws=%u pss_kib=%ld\n",
          map, first, last - t0, draws, pss_kib (pid));
  if (kill_it)
    kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  return first < 0;
}
