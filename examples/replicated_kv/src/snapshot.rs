//! A state of the map as bytes: in the file of a node, and on its way to another one.

use crate::types::{Map, Meta, Version};
use hamtrie::map::Patch;
use kv_service::store::Entry;
use openraft::Vote;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The last snapshot of a node, in a folder. It is replaced as a whole.
#[derive(Clone, Debug)]
pub struct Kept(PathBuf);

impl Kept {
    /// In this folder.
    pub fn new(folder: &Path) -> Self {
        Kept(folder.join("snapshot"))
    }

    /// What is there, if anything.
    ///
    /// # Errors
    /// If the file cannot be read, or is no snapshot.
    pub fn load(&self) -> io::Result<Option<(Meta, Version)>> {
        let file = match File::open(&self.0) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut scratch = vec![0; 1 << 16];
        let ((meta, number, map), _) = postcard::from_io::<(String, u64, Map), _>((BufReader::new(file), &mut scratch))
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", self.0.display())))?;
        Ok(Some((serde_json::from_str(&meta)?, Version { number, map })))
    }

    /// Puts another one in its place. When this returns it is on the disk.
    ///
    /// # Errors
    /// If it cannot be written; the one before is still there then.
    pub fn save(&self, meta: &Meta, version: &Version) -> io::Result<()> {
        let new = self.0.with_extension("new");
        let mut out = BufWriter::new(File::create(&new)?);
        let meta = serde_json::to_string(meta)?;
        postcard::to_io(&(meta, version.number, &version.map), &mut out).map_err(io::Error::other)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        std::fs::rename(&new, &self.0)?;
        // The name is on the disk when the folder is.
        self.0.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

/// A snapshot on its way to a follower.
#[derive(Debug, Serialize, Deserialize)]
pub struct Parcel {
    /// The leader's vote and what it says of the snapshot, as JSON.
    head: String,
    /// The number of the state.
    number: u64,
    content: Content,
}

#[derive(Debug, Serialize, Deserialize)]
enum Content {
    /// All of it.
    Whole(Map),
    /// What is different from a state that both have.
    Since(u64, Patch<Arc<str>, Entry>),
}

impl Parcel {
    /// A parcel for somebody who has `base`; for somebody who has nothing in common with us if there is none.
    ///
    /// # Errors
    /// If the head cannot be written.
    pub fn new(vote: &Vote<u64>, meta: &Meta, version: &Version, base: Option<&Version>) -> io::Result<Parcel> {
        let content = match base {
            Some(base) => Content::Since(base.number, Patch::between(&base.map, &version.map)),
            None => Content::Whole(version.map.clone()),
        };
        Ok(Parcel { head: serde_json::to_string(&(vote, meta))?, number: version.number, content })
    }

    /// Whether it has what is different only.
    pub fn is_patch(&self) -> bool {
        matches!(self.content, Content::Since(..))
    }

    /// As bytes.
    ///
    /// # Errors
    /// If there is no memory for them.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        postcard::to_stdvec(self).map_err(io::Error::other)
    }

    /// From bytes.
    ///
    /// # Errors
    /// If they are none of a parcel.
    pub fn from_bytes(bytes: &[u8]) -> io::Result<Parcel> {
        postcard::from_bytes(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// What is in it, for somebody whose state is `current`; nothing if it is for another state.
    ///
    /// # Errors
    /// If the head is damaged.
    pub fn unpack(self, current: &Version) -> io::Result<Option<(Vote<u64>, Meta, Version)>> {
        let (vote, meta) = serde_json::from_str(&self.head)?;
        let map = match self.content {
            Content::Whole(map) => map,
            Content::Since(number, _) if number != current.number => return Ok(None),
            Content::Since(_, patch) => match patch.apply(&current.map) {
                Ok(map) => map,
                Err(_) => return Ok(None),
            },
        };
        Ok(Some((vote, meta, Version { number: self.number, map })))
    }
}
