/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/reports/reports.h"

#include <string.h>
#include <glib/gi18n-lib.h>

/* Few enough to be marked in a minute; the first ones of each subject are what its baccalauréat examines. */
static const NxCompetence mathematics[] = {
  { "calculer", N_ ("Calculating") }, { "raisonner", N_ ("Reasoning") }, { "modeliser", N_ ("Modelling") },
  { "representer", N_ ("Representing") }, { "communiquer", N_ ("Communicating") }, { NULL, NULL },
};
static const NxCompetence computing[] = {
  { "analyser", N_ ("Analysing a problem") }, { "concevoir", N_ ("Designing an algorithm") }, { "programmer", N_ ("Programming") },
  { "tester", N_ ("Testing and debugging") }, { "communiquer", N_ ("Communicating") }, { NULL, NULL },
};
static const NxCompetence french[] = {
  { "lire", N_ ("Reading and interpreting") }, { "commenter", N_ ("Commentary and essay") }, { "langue", N_ ("Command of the language") },
  { "oral", N_ ("Speaking") }, { "methode", N_ ("Method") }, { NULL, NULL },
};
static const NxCompetence philosophy[] = {
  { "problematiser", N_ ("Raising a problem") }, { "argumenter", N_ ("Arguing") }, { "conceptualiser", N_ ("Defining concepts") },
  { "expliquer", N_ ("Explaining a text") }, { "rediger", N_ ("Writing") }, { NULL, NULL },
};
static const NxCompetence history[] = {
  { "connaitre", N_ ("Knowing landmarks") }, { "contextualiser", N_ ("Putting into context") }, { "analyser_document", N_ ("Analysing a document") },
  { "argumenter", N_ ("Arguing") }, { "cartographier", N_ ("Maps and sketches") }, { NULL, NULL },
};
static const NxCompetence languages[] = {
  { "comprendre_oral", N_ ("Listening") }, { "comprendre_ecrit", N_ ("Reading") }, { "parler", N_ ("Speaking") },
  { "ecrire", N_ ("Writing") }, { "langue", N_ ("Command of the language") }, { NULL, NULL },
};
static const NxCompetence sciences[] = {
  { "approprier", N_ ("Understanding the situation") }, { "analyser", N_ ("Analysing") }, { "realiser", N_ ("Experimenting and calculating") },
  { "valider", N_ ("Checking results") }, { "communiquer", N_ ("Communicating") }, { NULL, NULL },
};
static const NxCompetence economics[] = {
  { "connaitre", N_ ("Knowing the mechanisms") }, { "analyser_document", N_ ("Analysing a document") }, { "quantifier", N_ ("Reading and calculating data") },
  { "argumenter", N_ ("Arguing") }, { "rediger", N_ ("Writing") }, { NULL, NULL },
};

static const NxCompetence *const by_subject[] = {
  [NX_SUBJECT_MATHEMATIQUES] = mathematics, [NX_SUBJECT_NSI] = computing, [NX_SUBJECT_FRANCAIS] = french,
  [NX_SUBJECT_PHILOSOPHIE] = philosophy, [NX_SUBJECT_HISTOIRE_GEO] = history, [NX_SUBJECT_ANGLAIS] = languages,
  [NX_SUBJECT_ESPAGNOL] = languages, [NX_SUBJECT_PHYSIQUE_CHIMIE] = sciences, [NX_SUBJECT_SVT] = sciences,
  [NX_SUBJECT_SES] = economics,
};

const NxCompetence *
nx_report_competences (int subject)
{
  g_return_val_if_fail (subject >= 0 && subject < (int) G_N_ELEMENTS (by_subject), mathematics);

  return by_subject[subject];
}

const char *
nx_report_competence_label (int subject, const char *slug)
{
  for (const NxCompetence *row = nx_report_competences (subject); row->slug != NULL; row++)
    if (strcmp (row->slug, slug) == 0)
      return _ (row->label);

  return slug;
}
